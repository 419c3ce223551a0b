import { coalesce } from '../shared/coalesce.ts';
import type { Sql } from '../shared/db/client.ts';
import type { Hints } from '../shared/hints.ts';
import { type Settled, type Settlement, settleAttempts } from '../shared/jobs/settle-attempts.ts';
import { settleFollowers } from '../shared/jobs/settle-followers.ts';
import type { Log } from '../shared/log.ts';
import type { Queue } from '../shared/queue.ts';
import { isConnectionError, retryWhileAway } from '../shared/retry.ts';

/** A result is held this long for a database that is away; the job is run again elsewhere if it stays away. */
const HOLD_MS = 60_000;

/**
 * Writes the ends of attempts, many at a time; then tells the followers, and rings for those to be tried again.
 *
 * @param options `onWebhooks`: some of the jobs that have ended have a webhook
 * @returns settles one attempt: what became of its job, or undefined when it was not the attempt's any more
 */
export function createSettler(
  { sql, hints, queue, log }: { sql: Sql; hints: Hints; queue: Queue; log: Log },
  { retentionMs, onWebhooks }: { retentionMs: number; onWebhooks: () => void },
): (settlement: () => Settlement) => Promise<Settled | undefined> {
  return coalesce(
    async (makers: readonly (() => Settlement)[]) => {
      const settlements = makers.map((make) => make());
      // Fenced, so a repeat of a statement whose answer was lost changes nothing more.
      const settled = await retryWhileAway(() => settleAttempts(sql, settlements, { retentionMs }), {
        forMs: HOLD_MS,
      });
      hints.ring(settled.map((s) => s.id));
      ringRetries(settled, settlements);
      shareResults(settled);
      if (settled.some((s) => s.hasWebhook)) onWebhooks();
      const byId = new Map(settled.map((s) => [s.id, s]));
      return settlements.map((s) => byId.get(s.id));
    },
    { maxSize: 500, isItemFault: (error) => !isConnectionError(error) },
  );

  /** Whoever waits for these has the same end. Should this fail, or the worker die before, the sweeper does it. */
  function shareResults(settled: readonly Settled[]): void {
    const ids = settled.filter((s) => s.isShared && s.status !== 'queued').map((s) => s.id);
    if (ids.length === 0) return;
    settleFollowers(sql, ids, { retentionMs }).then(
      (followers) => hints.ring(followers.map((s) => s.id)),
      (err: Error) => log.warn('followers.left', { jobs: ids.length, err: { message: err.message } }),
    );
  }

  function ringRetries(settled: readonly Settled[], settlements: readonly Settlement[]): void {
    const delays = new Map(
      settlements.map(({ id, outcome }) => [id, outcome.kind === 'retry' ? outcome.delayMs : 0] as const),
    );
    const bells = settled
      .filter((s) => s.status === 'queued')
      .map(({ id, model, rank }) => ({ model, rank, ids: [id], delayMs: delays.get(id) ?? 0 }));
    if (bells.length === 0) return;
    queue
      .ring(bells)
      .catch((err: Error) => log.warn('bell.lost', { bells: bells.length, err: { message: err.message } }));
  }
}
