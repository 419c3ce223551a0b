import type { JobRow } from '../shared/db/schema.ts';
import { type HistoryEntry, historyOf } from '../shared/domain/history.ts';
import { isTerminal } from '../shared/domain/job-status.ts';
import type { Feed } from './feed.ts';

/** One change of a job, with the row that it was read from. */
export type JobEvent = { readonly entry: HistoryEntry; readonly row: JobRow };

/**
 * Every change of a job after `afterSeq`, in order and without gaps, until the terminal one, the deletion of the
 * job, or the abort. Replay, live and reconnect are one path: whatever wakes it, it reads the history behind its
 * cursor.
 */
export async function* followJob(
  feed: Feed,
  first: JobRow,
  { afterSeq, signal }: { afterSeq: number; signal: AbortSignal },
): AsyncGenerator<JobEvent> {
  let cursor = afterSeq;
  let latest: JobRow | undefined = first;
  let wake = () => {};
  const unfollow = feed.follow(first.id, first.seq, (row) => {
    latest = row;
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
      if (latest === row && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    unfollow();
  }
}
