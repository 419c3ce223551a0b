import type { Context, Hono } from 'hono';
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

/** Folders of pictures, which are collections: list, create, and the four ways to delete one. */
export function foldersRoutes(app: Hono, tools: CompatTools): void {
  const { deps } = tools;

  app.post('/get-directories', (c) =>
    answer(c, { deps, doing: RETRIEVING }, async (fields) => ({ folders: await foldersOf(c, fields) })),
  );
  app.post('/dir', (c) => answer(c, { deps, doing: RETRIEVING }, (fields) => foldersOf(c, fields)));

  app.post('/create-dir', (c) =>
    answer(c, { deps, doing: CREATING }, async ({ container_name, folder_name }) => {
      if (!container_name || !folder_name)
        throw new NachetError(`API Error ${CREATING} : missing container or directory name`);
      const client = clientOfUser(c, tools, text(container_name));
      return [(await folderOf(client, text(folder_name))).id];
    }),
  );

  app.post('/del', (c) =>
    answer(c, { deps, doing: DELETING }, async ({ container_name, folder_name }) => {
      if (!container_name || !folder_name)
        throw new NachetError(`API Error ${DELETING} : missing container or directory name`);
      const client = clientOfUser(c, tools, text(container_name));
      const folder = await folderBy(client, text(folder_name));
      if (!folder) throw new NachetError(`API Error ${DELETING} : directory does not exist`);
      await remove(client, folder);
      return [true];
    }),
  );

  app.post('/delete-request', (c) =>
    answer(c, { deps, doing: REQUESTING }, async ({ container_name, folder_uuid }) => {
      if (!container_name || !folder_uuid)
        throw new NachetError(`API Error ${REQUESTING} : missing container or directory name`);
      const client = clientOfUser(c, tools, text(container_name));
      const folder = await ownFolder(client, text(folder_uuid), REQUESTING);
      if (folder.counts.verified > 0) return true;
      return (await picturesIn(client, folder)).some((job) => !readAsked(job));
    }),
  );

  app.post('/delete-permanently', (c) =>
    answer(c, { deps, doing: DELETING }, async ({ container_name, folder_uuid }) => {
      if (!container_name || !folder_uuid)
        throw new NachetError(`API Error ${DELETING} : missing container name or directory id`);
      const client = clientOfUser(c, tools, text(container_name));
      await remove(client, await ownFolder(client, text(folder_uuid), DELETING));
      return true;
    }),
  );

  // There what was verified goes to the developers; here it stays with its user, outside of any folder.
  app.post('/delete-with-archive', (c) =>
    answer(c, { deps, doing: DELETING }, async ({ container_name, folder_uuid }) => {
      if (!container_name || !folder_uuid)
        throw new NachetError(`API Error ${DELETING} : missing container or directory name`);
      const client = clientOfUser(c, tools, text(container_name));
      const folder = await ownFolder(client, text(folder_uuid), DELETING);
      const verified = (await picturesIn(client, folder)).filter((job) => job.verified);
      for (const { id } of verified) await client.send('PATCH', `/v1/jobs/${id}`, { collection: null });
      await remove(client, folder);
      return true;
    }),
  );

  async function foldersOf(c: Context, { container_name }: Record<string, unknown>) {
    if (!container_name) throw new NachetError(`API Error ${RETRIEVING} : Missing container name`);
    const client = clientOfUser(c, tools, text(container_name));
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
