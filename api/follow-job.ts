import type { JobRow } from '../shared/db/schema.ts';
import { type HistoryEntry, historyOf } from '../shared/domain/history.ts';
import { isTerminal } from '../shared/domain/job-status.ts';
import type { Progress } from '../shared/domain/progress.ts';
import type { Feed } from './feed.ts';

/** One change of a job, with the row that it was read from. */
export type JobStep = { readonly entry: HistoryEntry; readonly row: JobRow };

/** A change, or how far the attempt is that the last change has begun. */
export type JobEvent = JobStep | { readonly progress: Progress };

/**
 * Every change of a job after `afterSeq`, in order and without gaps, until the terminal one, the deletion of the
 * job, or the abort. Replay, live and reconnect are one path: whatever wakes it, it reads the history behind its
 * cursor. Progress has no place in the history: the latest is passed on where it is told between two changes.
 */
export async function* followJob(
  feed: Feed,
  first: JobRow,
  { afterSeq, signal }: { afterSeq: number; signal: AbortSignal },
): AsyncGenerator<JobEvent> {
  let cursor = afterSeq;
  let latest: JobRow | undefined = first;
  let progress: Progress | undefined;
  let wake = () => {};
  const unfollow = feed.follow(first.id, first.seq, (row) => {
    latest = row;
    wake();
  });
  const unfollowProgress = feed.followProgress(first.id, (told) => {
    progress = told;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    // Between reading `first` and following it, it may have changed; and what was told meanwhile may be newer still.
    const read = await feed.find(first.id);
    if (latest && (!read || read.seq > latest.seq)) latest = read;
    for (;;) {
      const row: JobRow | undefined = latest;
      if (!row || signal.aborted) return;
      const news = historyOf(row).filter((entry) => entry.seq > cursor);
      for (const entry of news) {
        yield { entry, row };
        cursor = entry.seq;
      }
      if (isTerminal(row.status)) return;
      const told: Progress | undefined = progress;
      progress = undefined;
      if (told && row.status === 'running' && told.attempt === row.attempt) yield { progress: told };
      if (latest === row && !progress && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    unfollow();
    unfollowProgress();
  }
}
