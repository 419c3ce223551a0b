import { type Latencies, summarize } from './percentiles.ts';
import type { Tally } from './tally.ts';

/** How far a load has come. */
export type Progress = {
  readonly second: number;
  readonly sent: number;
  readonly accepted: number;
  readonly done: number;
  readonly failed: number;
  readonly refused: number;
  /** Jobs that ended in the last second, and how long they took from their intended start. */
  readonly jobsPerSecond: number;
  readonly resultMs: Latencies | undefined;
};

/** Counts what a tally holds so far. */
export function progressOf({ submissions }: Tally, now: number, startedAtMs: number): Progress {
  const counts = { sent: 0, accepted: 0, done: 0, failed: 0, refused: 0 };
  const recent: number[] = [];
  for (const { sentAt, answeredAt, isRefused, endedAt, end, intendedAt } of submissions) {
    if (sentAt !== undefined) counts.sent++;
    if (answeredAt !== undefined) counts[isRefused ? 'refused' : 'accepted']++;
    if (endedAt === undefined) continue;
    counts[end?.status === 'succeeded' ? 'done' : 'failed']++;
    if (endedAt > now - 1000) recent.push(endedAt - intendedAt);
  }
  const second = Math.round((now - startedAtMs) / 1000);
  return { second, ...counts, jobsPerSecond: recent.length, resultMs: summarize(recent) };
}

/** As one line. */
export function progressLine({
  second,
  sent,
  accepted,
  done,
  failed,
  refused,
  jobsPerSecond,
  resultMs,
}: Progress): string {
  const latency = resultMs
    ? `p50 ${Math.round(resultMs.p50)}, p99 ${Math.round(resultMs.p99)} ms`
    : 'no result';
  return `${second} s: sent ${sent}, accepted ${accepted}, done ${done}, failed ${failed}, 429 ${refused} | ${jobsPerSecond} jobs/s, ${latency}`;
}
