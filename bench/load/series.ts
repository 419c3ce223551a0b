import { roundMs } from '../../shared/domain/timings.ts';
import { summarize } from './percentiles.ts';
import type { Submission } from './submission.ts';

/** One second of a load, counted from 0. */
export type Second = {
  readonly second: number;
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  /** Jobs that ended, well or not. */
  readonly done: number;
  /** Of requests that were meant to start in this second; null: there were none. */
  readonly submitMs: Point | null;
  readonly resultMs: Point | null;
};

type Point = { readonly p50: number; readonly p99: number };

/**
 * The load second by second, without gaps.
 *
 * @param hasSubmits false where a submission is answered with the result, so that its own latency is not seen
 */
export function seriesOf(
  submissions: readonly Submission[],
  { startedAtMs, hasSubmits }: { startedAtMs: number; hasSubmits: boolean },
): Second[] {
  const rows: Row[] = [];
  const rowAt = (at: number): Row => {
    const index = Math.max(0, Math.floor((at - startedAtMs) / 1000));
    while (rows.length <= index)
      rows.push({ sent: 0, accepted: 0, refused: 0, done: 0, submitMs: [], resultMs: [] });
    return rows[index]!;
  };
  for (const { intendedAt, sentAt, answeredAt, endedAt, isRefused } of submissions) {
    if (sentAt !== undefined) rowAt(sentAt).sent++;
    if (answeredAt !== undefined) rowAt(answeredAt)[isRefused ? 'refused' : 'accepted']++;
    if (hasSubmits && answeredAt !== undefined && !isRefused)
      rowAt(intendedAt).submitMs.push(answeredAt - intendedAt);
    if (endedAt === undefined) continue;
    rowAt(endedAt).done++;
    rowAt(intendedAt).resultMs.push(endedAt - intendedAt);
  }
  return rows.map((row, second) => ({
    second,
    ...row,
    submitMs: pointOf(row.submitMs),
    resultMs: pointOf(row.resultMs),
  }));
}

type Row = {
  sent: number;
  accepted: number;
  refused: number;
  done: number;
  submitMs: number[];
  resultMs: number[];
};

function pointOf(values: readonly number[]): Point | null {
  const summary = summarize(values);
  return summary ? { p50: roundMs(summary.p50), p99: roundMs(summary.p99) } : null;
}
