import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { nameOtherFormat, sniffImage } from '../../../shared/domain/image-header.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { CompatTools } from '../compat-system.ts';
import { folderOf } from '../folder.ts';
import { readImage } from '../read-image.ts';
import { answer, limitBody, NachetError, text } from './answer.ts';
import { idOf } from './id-of.ts';
import { inferenceOf } from './inference.ts';
import { defaultSeedPipeline, seedNames } from './seed-pipelines.ts';
import { clientOfUser } from './user.ts';

const RETRIEVING = 'retrieving the picture';
const VALIDATING = 'validating image';
const INITIATING = 'initiating batch upload';
const UPLOADING = 'uploading picture';

/** What the original takes unless told otherwise. */
const EXTENSIONS = ['jpeg', 'jpg', 'png', 'gif', 'bmp', 'tiff', 'webp'];
const [MOST_WIDTH, MOST_HEIGHT] = [1920, 1080];

/** One picture: `/get-picture`, `/image-validation`; and many in a folder: `/new-batch-import`, `/upload-picture`. */
export function picturesRoutes(app: Hono, tools: CompatTools): void {
  const { deps } = tools;
  const { catalog } = deps;
  const limit = limitBody(deps);

  app.post('/get-picture', (c) =>
    answer(c, { deps, doing: RETRIEVING }, async ({ container_name, picture_id }) => {
      if (!container_name) throw new NachetError(`API Error ${RETRIEVING} : Missing container name`);
      const client = clientOfUser(c, tools, text(container_name));
      const job = await client.json<Job>(`/v1/jobs/${encodeURIComponent(text(picture_id))}`);
      const input = await client.ask(`/v1/jobs/${job.id}/input`);
      const base64 = Buffer.from(await input.arrayBuffer()).toString('base64');
      return {
        picture_id: job.id,
        inference: job.status === 'succeeded' ? inferenceOf(job, catalog, { isStored: true }) : null,
        // Whatever it is; the original calls everything so.
        image: `data:image/tiff;base64,${base64}`,
      };
    }),
  );

  app.post('/image-validation', limit, (c) =>
    answer(c, { deps, doing: VALIDATING }, async ({ image }) => {
      if (!image) throw new NachetError(`API Error ${VALIDATING} : Missing image`);
      return [validate(text(image))];
    }),
  );

  app.post('/new-batch-import', (c) =>
    answer(c, { deps, doing: INITIATING }, async (fields) => {
      const { container_name, nb_pictures, folder_name } = fields;
      if (container_name === undefined || nb_pictures === undefined)
        throw new NachetError(
          `API Error ${INITIATING} : missing request arguments: either container_name or nb_pictures is missing`,
        );
      if (!text(container_name) || !Number.isInteger(nb_pictures) || Number(nb_pictures) <= 0)
        throw new NachetError(
          `API Error ${INITIATING} : wrong request arguments: either container_name or nb_pictures is wrong`,
        );
      const client = clientOfUser(c, tools, text(container_name));
      const name = text(folder_name) || new Date().toISOString().slice(0, 19).replace('T', ' ');
      return { session_id: (await folderOf(client, name)).id };
    }),
  );

  app.post('/upload-picture', limit, (c) =>
    answer(c, { deps, doing: UPLOADING }, async (fields) => {
      const { container_name, session_id, image, seed_name, seed_id } = fields;
      const seed = text(seed_name) || seedNames(catalog).find((name) => idOf('seed', name) === seed_id);
      if (!container_name || !session_id || !image || !seed)
        throw new NachetError(
          `API Error ${UPLOADING} : missing request arguments: either seed_name, session_id, container_name or image is missing`,
        );
      const bytes = readImage(text(image));
      const pipeline = defaultSeedPipeline(catalog);
      if (!bytes || !pipeline) throw new Error('The image is not base64, or there is no pipeline for it');
      const seen = Object.entries({
        seed,
        zoom_level: fields['zoom_level'],
        nb_seeds: fields['nb_seeds'],
      }).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]]));
      const client = clientOfUser(c, tools, text(container_name));
      await client.run({
        model: pipeline.manifest.name,
        file: { name: 'picture', bytes: [bytes] },
        fields: () => ({
          collection: text(session_id),
          metadata: JSON.stringify(Object.fromEntries(seen)),
          priority: '9',
        }),
      });
      return [true];
    }),
  );
}

/**
 * Holds a picture against what the original takes, in its order.
 *
 * @returns hex SHA-256 of its bytes
 * @throws NachetError in the original's words
 */
function validate(image: string): string {
  const refuse = (what: string) => new NachetError(`API Error ${VALIDATING} : ${what}`);
  const bytes = readImage(image);
  if (!bytes || !image.includes(',')) throw new Error('The image is no data URL with base64');
  const sniffed = sniffImage(bytes);
  const { width, height } = sniffed?.size ?? { width: 0, height: 0 };
  if (width > MOST_WIDTH && height > MOST_HEIGHT) throw refuse(`invalid file size: ${width}x${height}`);
  const extension = sniffed?.mediaType.slice('image/'.length) ?? otherExtension(bytes);
  if (!EXTENSIONS.includes(extension)) throw refuse(`invalid file extension: ${extension}`);
  const header = image.slice(0, image.indexOf(',')).toLowerCase();
  if (header !== `data:image/${extension};base64`) throw refuse(`invalid file header: ${header}`);
  return createHash('sha256').update(bytes).digest('hex');
}

function otherExtension(bytes: Uint8Array): string {
  return nameOtherFormat(bytes)?.toLowerCase() ?? (bytes.includes(0) ? 'octet-stream' : 'plain');
}
