import type { Hono } from 'hono';
import type { CompatTools } from '../compat-system.ts';
import { folderOf } from '../folder.ts';
import { readImage } from '../read-image.ts';
import { answer, limitBody, NachetError, text } from './answer.ts';
import type { ColorFormat } from './colors.ts';
import { GENERAL } from './folders-routes.ts';
import { inferenceOf, writeAsked } from './inference.ts';
import { defaultSeedPipeline, findSeedPipeline } from './seed-pipelines.ts';
import { TEST_PIPELINE } from './test-pipeline.ts';
import { clientOfUser } from './user.ts';

const DOING = 'during classification';
const MISSING =
  'API Error during classification : missing request arguments: either folder_name, container_name, imageDims or image is missing';
const AREA_RATIO = 0.5;

/** `POST /inf`: finds and classifies the seeds of a picture, which stays in the user's folder `General`. */
export function inferenceRoute(app: Hono, tools: CompatTools): void {
  const { deps } = tools;
  const { catalog } = deps;
  app.post('/inf', limitBody(deps), (c) =>
    answer(c, { deps, doing: DOING }, async (fields) => {
      const { image, imageDims, folder_name, container_name, model_name } = fields;
      if (!image || !imageDims || !folder_name || !container_name) throw new NachetError(MISSING);
      const pipeline = text(model_name);
      const isTest = pipeline === TEST_PIPELINE.pipeline_name;
      const model = isTest ? defaultSeedPipeline(catalog) : findSeedPipeline(catalog, pipeline);
      if (!model) throw new NachetError(`API Error ${DOING} : model ${pipeline} not found`);
      const bytes = readImage(text(image));
      if (!bytes) throw new Error('The image is not base64');
      const asked = {
        pipeline,
        size: sizeOf(imageDims),
        areaRatio: typeof fields['area_ratio'] === 'number' ? fields['area_ratio'] : AREA_RATIO,
        format: formatOf(fields['color_format']),
      };
      const client = clientOfUser(c, tools, text(container_name));
      const { id: collection } = await folderOf(client, GENERAL);
      const job = await client.run({
        model: model.manifest.name,
        file: { name: 'default_filename', bytes: [bytes] },
        fields: () => ({
          collection,
          metadata: JSON.stringify(writeAsked(asked)),
          // The test pipeline finds what it is told to find, and nothing else.
          ...(isTest && { params: JSON.stringify({ minScore: 1 }) }),
        }),
      });
      return inferenceOf(job, catalog, { isStored: false }) ?? {};
    }),
  );
}

/** @throws NachetError in the words that Python has for it */
function sizeOf(imageDims: unknown): [number, number] {
  const [width, height] = Array.isArray(imageDims) ? (imageDims as unknown[]) : [];
  if (typeof width === 'number' && typeof height === 'number') return [width, height];
  const type = typeof imageDims === 'number' ? 'int' : typeof imageDims;
  throw new NachetError(`Error while processing inference results :\n '${type}' object is not subscriptable`);
}

function formatOf(format: unknown = 'hex'): ColorFormat {
  if (format === 'hex' || format === 'rgb') return format;
  throw new NachetError(
    "Error while processing inference results :\n object of type 'NoneType' has no len()",
  );
}
