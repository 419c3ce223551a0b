import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Job } from '../../../shared/domain/job.ts';
import { saidOf } from '../../../shared/domain/said-of.ts';
import type { PipelineResult } from '../../../shared/domain/task-result.ts';
import { base64Limit } from '../base64-limit.ts';
import type { CompatTools } from '../compat-system.ts';
import { folderOf } from '../folder.ts';
import { readImage } from '../read-image.ts';
import { Refusal, type V1Client } from '../v1-client.ts';
import { oneStagePrediction, type Prediction, predictionsOf } from './emotions.ts';
import { isOneStage, pipelineOf } from './models.ts';
import { signedIn } from './signed-in.ts';

const UNREADABLE = { error: 'failed to parse json, invalid format' };
const FAILED = { error: 'failed to process image, try another image' };
const NOT_FOUND = { found: false };

/** The collection of what an account has uploaded. */
export const UPLOADS = 'Face emotion';

/** A camera has its next picture by then. */
const CAMERA_MAX_WAIT_MS = 1000;

const image = z.string();
const model = z.string();
const predictSchema = z.object({ image, model });
const uploadSchema = z.object({ image, model, img_name: z.string() });
const cameraSchema = z.object({ image });

/** `/predict_api`, `/predict_upload_api`, `/predict_img_only_api`: every answer is a 200, as there. */
export function predict(app: Hono, tools: CompatTools): void {
  const { deps, clientOf } = tools;
  const limit = bodyLimit({
    maxSize: base64Limit(deps.config),
    onError: (c) => c.json(FAILED),
  });

  app.on(['GET', 'POST'], '/predict_api', limit, async (c) => {
    const body = await readBody(c, predictSchema);
    if (!body) return c.json(UNREADABLE);
    return await answer(c, () => facesOf(clientOf(c), body));
  });

  app.on(['GET', 'POST'], '/predict_upload_api', limit, async (c) => {
    const body = await readBody(c, uploadSchema);
    if (!body) return c.json(UNREADABLE);
    const account = await signedIn(c, tools);
    const client = clientOf(c, account);
    return await answer(c, async () => {
      const metadata = JSON.stringify({ img_name: body.img_name });
      // Only who is signed in has a history.
      const fields = account ? { metadata, collection: (await folderOf(client, UPLOADS)).id } : { metadata };
      return await facesOf(client, { ...body, fields });
    });
  });

  app.on(['GET', 'POST'], '/predict_img_only_api', limit, async (c) => {
    const body = await readBody(c, cameraSchema);
    if (!body) return c.json(UNREADABLE);
    return await answer(
      c,
      async () => {
        const client = clientOf(c);
        const job = await run(client, { ...body, fields: { maxWaitMs: String(CAMERA_MAX_WAIT_MS) } });
        return objectsOf(job).length > 0
          ? { image: await artifact(client, job, 'annotated.jpg'), found: true }
          : NOT_FOUND;
      },
      // The page shows the picture as it is, and comes back with the next.
      { whenBusy: NOT_FOUND },
    );
  });
}

/** Flask reads JSON of its own type alone. */
async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  if (!/^application\/(.*\+)?json\b/i.test(c.req.header('Content-Type') ?? '')) return undefined;
  const body: unknown = await c.req.json().catch(() => undefined);
  return schema.safeParse(body).data;
}

async function answer(c: Context, make: () => Promise<object>, { whenBusy = FAILED as object } = {}) {
  try {
    return c.json(await make());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return c.json(error.isOverload ? whenBusy : FAILED);
  }
}

async function facesOf(
  client: V1Client,
  wanted: {
    readonly image: string;
    readonly model: string;
    readonly fields?: Record<string, string>;
  },
): Promise<object> {
  const pipeline = pipelineOf(wanted.model);
  const job = await run(client, { ...wanted, pipeline, crops: true });
  const objects = objectsOf(job);
  if (objects.length === 0) return NOT_FOUND;
  const faces = await Promise.all(
    objects.map(async (object) => ({
      face: object.artifact ? await artifact(client, job, object.artifact) : '',
      prediction: predictionOf(pipeline, object),
    })),
  );
  return { image: await artifact(client, job, 'annotated.jpg'), found: true, faces };
}

/** What a face shows, as the model of the original would have said it. */
export function predictionOf(pipeline: string, object: PipelineResult['objects'][number]): Prediction[] {
  return isOneStage(pipeline) ? oneStagePrediction(saidOf(object)) : predictionsOf(object.labels);
}

function objectsOf({ result }: Job): PipelineResult['objects'] {
  return (result as PipelineResult).objects;
}

async function run(
  client: V1Client,
  job: {
    readonly image: string;
    readonly pipeline?: string;
    readonly crops?: boolean;
    readonly fields?: Record<string, string>;
  },
): Promise<Job> {
  const { image: text, pipeline = pipelineOf(), crops = false, fields } = job;
  const bytes = readImage(text);
  if (!bytes) throw new Refusal(422, { code: 'invalid-image', detail: 'The image is not base64' });
  return await client.run({
    model: pipeline,
    file: { name: 'upload.jpg', bytes: [bytes] },
    fields: () => ({ ...fields, params: JSON.stringify({ annotate: true, crops }) }),
  });
}

async function artifact(client: V1Client, { id }: Job, name: string): Promise<string> {
  const response = await client.ask(`/v1/jobs/${id}/artifacts/${name}`);
  return Buffer.from(await response.arrayBuffer()).toString('base64');
}
