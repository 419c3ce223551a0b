import type { Hono } from 'hono';
import type { Collection } from '../../../shared/domain/collection.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { CompatTools } from '../compat-system.ts';
import { findFolder, folderOf } from '../folder.ts';
import { Refusal, type V1Client } from '../v1-client.ts';
import { answer, NachetError, text } from './answer.ts';
import { readAsked } from './inference.ts';
import { clientOfUser } from './user.ts';

/** The folder of every user, which takes what `/inf` is given and cannot be deleted. */
export const GENERAL = 'General';

const RETRIEVING = 'retrieving user directories';
const CREATING = 'creating directory';
const DELETING = 'deleting directory';
const REQUESTING = 'requesting deletion of directory';

/** The field that says whose folders. */
const OWNER = 'container_name';

/** Fields that a call must have beside its owner's, the first of which it is about; and what is said when they miss. */
type Needs = { readonly fields: readonly string[]; readonly missing: string };
const NOTHING: Needs = { fields: [], missing: 'Missing container name' };
const NAME: Needs = { fields: ['folder_name'], missing: 'missing container or directory name' };
const ID: Needs = { fields: ['folder_uuid'], missing: 'missing container or directory name' };

type Act = (client: V1Client, about: string) => Promise<object | boolean>;

/** Folders of pictures, which are collections: list, create, and the four ways to delete one. */
export function foldersRoutes(app: Hono, tools: CompatTools): void {
  const { deps } = tools;

  const route = (path: string, doing: string, needs: Needs, act: Act) =>
    app.post(path, (c) =>
      answer(c, { deps, doing }, async (fields) => {
        if (![OWNER, ...needs.fields].every((name) => fields[name]))
          throw new NachetError(`API Error ${doing} : ${needs.missing}`);
        return await act(clientOfUser(c, tools, text(fields[OWNER])), text(fields[needs.fields[0] ?? '']));
      }),
    );

  route('/get-directories', RETRIEVING, NOTHING, async (client) => ({ folders: await foldersOf(client) }));
  route('/dir', RETRIEVING, NOTHING, foldersOf);

  route('/create-dir', CREATING, NAME, async (client, name) => [(await folderOf(client, name)).id]);

  route('/del', DELETING, NAME, async (client, name) => {
    const folder = await folderBy(client, name);
    if (!folder) throw new NachetError(`API Error ${DELETING} : directory does not exist`);
    await remove(client, folder);
    return [true];
  });

  route('/delete-request', REQUESTING, ID, async (client, id) => {
    const folder = await ownFolder(client, id, REQUESTING);
    if (folder.counts.verified > 0) return true;
    return (await picturesIn(client, folder)).some((job) => !readAsked(job));
  });

  const onlyId = { ...ID, missing: 'missing container name or directory id' };
  route('/delete-permanently', DELETING, onlyId, async (client, id) => {
    await remove(client, await ownFolder(client, id, DELETING));
    return true;
  });

  // There what was verified goes to the developers; here it stays with its user, outside of any folder.
  route('/delete-with-archive', DELETING, ID, async (client, id) => {
    const folder = await ownFolder(client, id, DELETING);
    const verified = (await picturesIn(client, folder)).filter((job) => job.verified);
    for (const job of verified) await client.send('PATCH', `/v1/jobs/${job.id}`, { collection: null });
    await remove(client, folder);
    return true;
  });
}

async function foldersOf(client: V1Client) {
  const folders: Collection[] = await all(client, '/v1/collections', 'collections');
  return await Promise.all(
    folders.map(async (folder) => {
      const pictures = await picturesIn(client, folder);
      return {
        picture_set_id: folder.id,
        folder_name: folder.name,
        nb_pictures: pictures.length,
        pictures: pictures.map((job) => ({
          picture_id: job.id,
          ...bothSpellings(job.status === 'succeeded' && readAsked(job) !== undefined, job.verified),
        })),
      };
    }),
  );
}

/** The front end reads other names than the back end sends. */
function bothSpellings(isInferred: boolean, isValidated: boolean) {
  return {
    inference_exist: isInferred,
    inference_exists: isInferred,
    is_validated: isValidated,
    is_validation: isValidated,
  };
}

async function picturesIn(client: V1Client, { id }: Collection): Promise<Job[]> {
  return await all(client, `/v1/jobs?collection=${id}`, 'jobs');
}

/** All pages of a list. */
async function all<T>(client: V1Client, path: string, key: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `limit=200${cursor && `&cursor=${cursor}`}`;
    const page: Record<string, unknown> & { nextCursor: string | null } = await client.json(
      `${path}${path.includes('?') ? '&' : '?'}${query}`,
    );
    items.push(...(page[key] as T[]));
    cursor = page.nextCursor;
  }
  return items;
}

/** The front end sends the id in the place of the name. */
async function folderBy(client: V1Client, nameOrId: string): Promise<Collection | undefined> {
  return (await findById(client, nameOrId)) ?? (await findFolder(client, nameOrId));
}

async function findById(client: V1Client, id: string): Promise<Collection | undefined> {
  return await client.json<Collection>(`/v1/collections/${encodeURIComponent(id)}`).catch((error) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });
}

async function ownFolder(client: V1Client, id: string, doing: string): Promise<Collection> {
  const folder = await findById(client, id);
  if (!folder) throw new NachetError(`Datastore Error ${doing} : Picture set not found`);
  return folder;
}

async function remove(client: V1Client, { id, name }: Collection): Promise<void> {
  if (name === GENERAL)
    throw new NachetError(`Datastore Error ${DELETING} : User can't delete the default picture set`);
  await client.ask(`/v1/collections/${id}?force=true`, { method: 'DELETE' });
}
