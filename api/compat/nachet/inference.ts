import type { Catalog } from '../../../shared/catalog.ts';
import type { ObjectJudgement } from '../../../shared/domain/feedback/feedback.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { PipelineResult } from '../../../shared/domain/task-result.ts';
import { type Corners, drawnBoxes } from './boxes.ts';
import type { ColorFormat } from './colors.ts';
import { idOf } from './id-of.ts';
import { findSeedPipeline, modelsOf } from './seed-pipelines.ts';
import { TEST_PIPELINE, TEST_RESULT } from './test-pipeline.ts';

/** What was asked for with a picture, kept in the job's metadata. */
export type Asked = {
  readonly pipeline: string;
  /** Width and height of the picture as the client shows it, pixels. */
  readonly size: readonly [number, number];
  readonly areaRatio: number;
  readonly format: ColorFormat;
};

/** An object of a job as the original names it. */
export type SeedObject = {
  readonly box: Corners;
  readonly label: string;
  readonly score: number;
  readonly topN: readonly { readonly label: string; readonly score: number }[];
  readonly boxId: string;
  /** In the result; undefined for what it lacks. */
  readonly place: number | undefined;
  /** What was said of it; undefined while nothing was. */
  readonly judgement: ObjectJudgement | undefined;
};

const MOST_LABELS = 5;

/** As metadata of a job. */
export function writeAsked({ pipeline, size, areaRatio, format }: Asked): Record<string, string> {
  return { pipeline, size: size.join(), areaRatio: String(areaRatio), format };
}

/** Undefined for a picture that was only filed. */
export function readAsked({ metadata }: Job): Asked | undefined {
  const { pipeline, size, areaRatio, format } = metadata;
  if (!pipeline || !size) return undefined;
  const [width = 0, height = 0] = size.split(',').map(Number);
  return {
    pipeline,
    size: [width, height],
    areaRatio: Number(areaRatio),
    format: format === 'rgb' ? 'rgb' : 'hex',
  };
}

/** Everything in a picture: what was found, and what somebody has added; corners in [0, 1]. */
export function objectsOf(job: Job): SeedObject[] {
  const isTest = job.metadata['pipeline'] === TEST_PIPELINE.pipeline_name;
  return isTest && !job.feedback ? testObjectsOf(job) : foundAndAdded(job);
}

function foundAndAdded(job: Job): SeedObject[] {
  const { width, height, objects } = job.result as PipelineResult;
  const judgements = job.feedback?.judgement.objects ?? [];
  const corners = ([x1, y1, x2, y2]: readonly [number, number, number, number]): Corners => ({
    topX: x1 / width,
    topY: y1 / height,
    bottomX: x2 / width,
    bottomY: y2 / height,
  });
  const found = objects.map((object, i): SeedObject => {
    const topN = object.labels.length > 0 ? object.labels.slice(0, MOST_LABELS) : [object];
    const best = topN[0] ?? object;
    return {
      box: corners(object.box),
      label: best.label,
      score: best.score,
      topN: topN.map(({ label, score }) => ({ label, score })),
      boxId: idOf(job.id, 'found', i),
      place: i,
      judgement: judgements.find((one) => 'object' in one && one.object === i),
    };
  });
  const added = judgements.flatMap((one, i): SeedObject[] =>
    one.action === 'add'
      ? [
          {
            box: corners(one.box),
            label: one.label,
            score: 1,
            topN: [{ label: one.label, score: 1 }],
            boxId: idOf(job.id, 'added', i),
            place: undefined,
            judgement: one,
          },
        ]
      : [],
  );
  return [...found, ...added];
}

/**
 * A job as the original's answer to `/inf`.
 *
 * @param options `isStored`: as it is read back later, with what was said of each box
 */
export function inferenceOf(job: Job, catalog: Catalog, { isStored }: { isStored: boolean }) {
  const asked = readAsked(job);
  if (!asked) return null;
  const pipeline = findSeedPipeline(catalog, asked.pipeline);
  const boxes = drawnBoxes(objectsOf(job), asked).map(({ boxId, place: _, judgement, topN, ...drawn }) => ({
    ...drawn,
    ...(isStored && { is_verified: judgement !== undefined }),
    ...(isStored && judgement && { score: 1 }),
    topN: topN.map((one) => ({ ...one, object_id: idOf('seed', one.label) })),
    object_type_id: 1,
    box_id: boxId,
    top_id: idOf('seed', topN[0]?.label ?? drawn.label),
  }));
  const labelOccurrence: Record<string, number> = {};
  for (const { label } of boxes) labelOccurrence[label] = (labelOccurrence[label] ?? 0) + 1;
  return {
    filename: 'default_filename',
    inference_id: job.id,
    pipeline_id: idOf('pipeline', asked.pipeline),
    totalBoxes: boxes.length,
    labelOccurrence,
    models: pipeline
      ? modelsOf(pipeline, catalog)
      : TEST_PIPELINE.models.map((name) => ({ name, version: '1' })),
    boxes,
  };
}

function testObjectsOf({ id }: Job): SeedObject[] {
  return TEST_RESULT.map((object, i) => ({
    ...object,
    boxId: idOf(id, 'added', i),
    place: undefined,
    judgement: undefined,
  }));
}
