import { AppError } from '../errors.ts';
import { saidOf } from '../said-of.ts';
import type { ObjectDetectionResult, PipelineResult, TaskResult } from '../task-result.ts';
import type { Judgement, ObjectJudgement } from './feedback.ts';
import { judgeStages } from './judge-stages.ts';
import type { Box, Judged, JudgedPart } from './judged.ts';

/**
 * Holds what somebody says of a result against the result.
 *
 * @throws AppError `invalid-feedback` when it does not fit, `feedback-not-possible` for a result that has nothing to
 *   judge by name
 */
export function judgeResult(result: TaskResult, judgement: Judgement): Judged {
  if ('labels' in result) return judgeLabels(result.labels, judgement);
  if ('objects' in result) return judgeObjects(result, judgement);
  if ('stages' in result) return judgeStages(result, judgement);
  if ('outputs' in result)
    throw new AppError('feedback-not-possible', 'Tensors have neither labels nor objects to judge');
  return result satisfies never;
}

function judgeLabels(
  labels: readonly { label: string; score: number }[],
  { correct, label, objects, epochs, comment }: Judgement,
): Judged {
  if (objects || epochs)
    throw invalid('objects', 'the result has none; send { "correct": true } or { "label" }');
  const best = labels[0];
  if ((correct === undefined) === (label === undefined) || (correct && !best))
    throw invalid('label', 'send either { "correct": true } or { "label" }');
  const predicted = best?.label ?? null;
  const actual = label ?? predicted;
  const action = actual === predicted ? 'confirm' : 'relabel';
  const part = { object: 0, action, predicted, score: best?.score ?? null, actual, box: null } as const;
  return { parts: [{ ...part, comment: comment ?? null }], verified: true };
}

type Found = ObjectDetectionResult | PipelineResult;

function judgeObjects(result: Found, { correct, label, objects, epochs }: Judgement): Judged {
  if (label !== undefined || epochs)
    throw invalid('label', 'the result has objects; say which: { "objects": [ … ] }');
  if ((correct === undefined) === (objects === undefined))
    throw invalid('objects', 'send either { "correct": true } or { "objects": [ … ] }');
  const said: readonly ObjectJudgement[] =
    objects ?? result.objects.map((_, object) => ({ action: 'confirm', object }));
  const seen = new Set<number>();
  const parts = said.map((one, i) => {
    if ('object' in one) {
      if (one.object >= result.objects.length)
        throw invalid(`objects.${i}.object`, `there are ${result.objects.length} objects, from 0`);
      if (seen.has(one.object)) throw invalid(`objects.${i}.object`, 'was judged twice');
      seen.add(one.object);
    }
    if ('box' in one) refuseBoxOutside(one.box, result, `objects.${i}.box`);
    return judgeObject(result, one);
  });
  return { parts, verified: seen.size === result.objects.length };
}

function judgeObject(result: Found, one: ObjectJudgement): JudgedPart {
  const { action, comment = null } = one;
  if (one.action === 'add')
    return { object: null, action, predicted: null, score: null, actual: one.label, box: one.box, comment };
  const found = result.objects[one.object]!;
  const best = saidOf(found);
  const actual = { confirm: best.label, delete: null, relabel: null, move: best.label }[one.action];
  return {
    object: one.object,
    action,
    predicted: best.label,
    score: best.score,
    actual: ('label' in one ? one.label : undefined) ?? actual,
    box: 'box' in one ? one.box : found.box,
    comment,
  };
}

function refuseBoxOutside([x1, y1, x2, y2]: Box, { width, height }: Found, path: string): void {
  if (!(x1 < x2 && y1 < y2)) throw invalid(path, 'must have x1 < x2 and y1 < y2');
  if (x1 < 0 || y1 < 0 || x2 > width || y2 > height)
    throw invalid(path, `must lie in the picture of ${width} × ${height} pixels`);
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid-feedback', `${path}: ${message}`, { errors: [{ path, message }] });
}
