import { AppError } from '../errors.ts';
import { SLEEP_STAGES } from '../sleep-report.ts';
import type { SleepStagingResult } from '../sleep-result.ts';
import type { Judgement } from './feedback.ts';
import type { Judged, JudgedPart } from './judged.ts';

/**
 * Holds what somebody says of the stages of a night against them: `correct` says that all are right, but for those
 * in `epochs`.
 *
 * @throws AppError `invalid-feedback`
 */
export function judgeStages(
  { stages, probabilities }: SleepStagingResult,
  { correct, label, objects, epochs = [], comment }: Judgement,
): Judged {
  if (label !== undefined || objects)
    throw invalid('epochs', 'send { "correct": true }, { "epochs": [ … ] }, or both');
  if (!correct && epochs.length === 0)
    throw invalid('epochs', 'say what is right with "correct", or what is wrong with "epochs"');
  const said = new Map<number, (typeof epochs)[number]>();
  for (const [i, one] of epochs.entries()) {
    if (one.epoch >= stages.length)
      throw invalid(`epochs.${i}.epoch`, `there are ${stages.length} epochs, from 0`);
    if (said.has(one.epoch)) throw invalid(`epochs.${i}.epoch`, 'was judged twice');
    said.set(one.epoch, one);
  }
  const parts = stages.flatMap((predicted, epoch): JudgedPart[] => {
    const one = said.get(epoch);
    if (!one && !correct) return [];
    const actual = one?.stage ?? predicted;
    return [
      {
        object: epoch,
        action: actual === predicted ? 'confirm' : 'relabel',
        predicted,
        score: probabilities[epoch]?.[SLEEP_STAGES.indexOf(predicted)] ?? null,
        actual,
        box: null,
        comment: one?.comment ?? comment ?? null,
      },
    ];
  });
  return { parts, verified: parts.length === stages.length };
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid-feedback', `${path}: ${message}`, { errors: [{ path, message }] });
}
