import { setTimeout } from 'node:timers/promises';
import type { Connections } from './http-connections.ts';
import type { LoadOptions } from './options.ts';
import type { Submission } from './submission.ts';
import type { Tally } from './tally.ts';

/** What the steps of one load share. */
export type Run = {
  /** Stands in the metadata of every job of the load. */
  readonly id: string;
  readonly options: LoadOptions;
  readonly tally: Tally;
  /** Those of the load. */
  readonly connections: Connections;
  /** Those of the tool itself: what it asks must not wait behind the load. */
  readonly control: Connections;
  /** Names and values in turn: who asks. */
  readonly headers: readonly string[];
  /** Aborted when nothing more is to be sent. */
  readonly stop: AbortSignal;
  /** Whether the time to wait for jobs to end is over. */
  readonly isOver: () => boolean;
  /** Ms, monotonic. */
  readonly now: () => number;
};

/** Follows an accepted job until it has ended, is lost, or the time for it is over; never rejects. */
export type Follow = (run: Run, submission: Submission) => Promise<void>;

/** The time between two looks at what does not tell by itself. */
export async function pause(ms: number): Promise<void> {
  await setTimeout(ms);
}

/** What kind of error it was, short enough to be counted by: `ECONNRESET`. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
