import type { Catalog } from '../../../shared/catalog.ts';
import type { ObjectJudgement } from '../../../shared/domain/feedback/feedback.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { PipelineResult } from '../../../shared/domain/task-result.ts';
import { text } from './answer.ts';
import type { Corners } from './boxes.ts';
import { idOf } from './id-of.ts';
import { inferenceOf, objectsOf, readAsked } from './inference.ts';
import { seedNames } from './seed-pipelines.ts';

/** What a client says of a box. */
export type Said = Record<string, unknown>;

export function isSaid(box: unknown): box is Said {
  return typeof box === 'object' && box !== null && !Array.isArray(box);
}

/** Corners that differ by less were drawn so. */
const SAME_PIXELS = 1;

/**
 * Puts what the original's clients say of a box into our words: `boxId` empty is a new box, `label` and `classId`
 * empty say that there is nothing, other corners than those drawn move it.
 *
 * @param options `isRight`: the box was confirmed, and the rest of what is said does not count
 * @returns undefined for a box of which nothing is left to say
 */
export function judgementOf(
  said: Said,
  { job, catalog, isRight }: { job: Job; catalog: Catalog; isRight: boolean },
): ObjectJudgement | 'unknown' | 'judged' | undefined {
  const comment = text(said['comment']).trim() || undefined;
  const label = labelOf(said, catalog);
  const box = boxOf(said['box'], job);
  if (said['boxId'] === '') return box && label ? { action: 'add', box, label, comment } : 'unknown';
  const object = objectsOf(job).find(({ boxId }) => boxId === said['boxId']);
  if (!object) return 'unknown';
  if (object.judgement) return 'judged';

  const { place } = object;
  const isGone = !isRight && label === '';
  // What the result lacks is added as it is said to be.
  if (place === undefined) {
    const where = (isRight ? undefined : box) ?? boxOf(drawnBoxOf(job, object.boxId, catalog), job);
    return isGone || !where
      ? undefined
      : { action: 'add', box: where, label: isRight ? object.label : label, comment };
  }
  if (isRight) return { action: 'confirm', object: place, comment };
  if (isGone) return { action: 'delete', object: place, comment };
  const drawn = drawnBoxOf(job, object.boxId, catalog);
  return box && drawn && hasMoved(said['box'] as Corners, drawn)
    ? { action: 'move', object: place, box, label, comment }
    : { action: 'relabel', object: place, label, comment };
}

/** By its name, or by the id of a species; the number that the front end fills in is none. */
function labelOf({ label, classId }: Said, catalog: Catalog): string {
  return text(label).trim() || (seedNames(catalog).find((name) => idOf('seed', name) === classId) ?? '');
}

type Box = [x1: number, y1: number, x2: number, y2: number];

/** From pixels of the picture as shown to those of the upright picture; undefined when it is no box. */
function boxOf(corners: unknown, job: Job): Box | undefined {
  const asked = readAsked(job);
  if (!isSaid(corners) || !asked) return undefined;
  const { width, height } = job.result as PipelineResult;
  const along = (value: unknown, shown: number, side: number) =>
    Math.min(Math.max((Number(value) / shown) * side, 0), side);
  const { topX, topY, bottomX, bottomY } = corners;
  const [across, down] = asked.size;
  const box: Box = [
    along(topX, across, width),
    along(topY, down, height),
    along(bottomX, across, width),
    along(bottomY, down, height),
  ];
  return box[0] < box[2] && box[1] < box[3] ? box : undefined;
}

function drawnBoxOf(job: Job, boxId: string, catalog: Catalog): Corners | undefined {
  return inferenceOf(job, catalog, { isStored: true })?.boxes.find((box) => box.box_id === boxId)?.box;
}

function hasMoved(said: Corners, drawn: Corners): boolean {
  return (['topX', 'topY', 'bottomX', 'bottomY'] as const).some(
    (corner) => Math.abs(Number(said[corner]) - drawn[corner]) > SAME_PIXELS,
  );
}
