import { setMaxListeners } from 'node:events';
import type { Sql } from '../shared/db/client.ts';
import type { DeliveryOutcome } from '../shared/domain/webhook-outcome.ts';
import type { Log } from '../shared/log.ts';
import type { Outbound } from '../shared/outbound/guarded-request.ts';
import { isConnectionError, retryWhileAway } from '../shared/retry.ts';
import { dropOrphanedDelivery } from '../shared/webhooks/drop-orphaned-delivery.ts';
import { settleDelivery } from '../shared/webhooks/settle-delivery.ts';
import { hostOf, type TakenDelivery, takeDueDeliveries } from '../shared/webhooks/take-due-deliveries.ts';
import { within } from '../shared/within.ts';
import { sendWebhook, WEBHOOK_TIMEOUT_MS } from './send-webhook.ts';

/** What tells receivers of the ends of jobs, in every worker. */
export type Webhooks = {
  /** Looks now for what is due, because there is something. */
  wake(): void;
  /** Takes no more, lets what is under way end for a moment, and gives the rest back to be due at once. */
  stop(): Promise<void>;
};

type Deps = {
  readonly sql: Sql;
  readonly outbound: Outbound;
  readonly log: Log;
  /** Hears how each attempt has ended. */
  readonly count: (outcome: DeliveryOutcome['kind']) => void;
};

const PERIOD_MS = 1000;
const MOST_UNDER_WAY = 40;
/** So that one slow receiver does not hold up the others. */
const MOST_PER_HOST = 5;
/** For reading the job before the attempt, and writing its end afterwards. */
const MARGIN_MS = 15_000;
const HOLD_MS = WEBHOOK_TIMEOUT_MS + MARGIN_MS;
/** An end is held this long for a database that is away; then the delivery is made once more. */
const SETTLE_MS = 10_000;
const STOP_MS = 1000;

/**
 * Delivers webhooks: looks every second, and when woken, for deliveries that are due, and starts as many as may be
 * under way at once. A receiver may be told more than once, with the same `webhook-id`, and never less.
 */
export function startWebhooks(deps: Deps): Webhooks {
  const { sql, log } = deps;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const underWay = new Map<Promise<void>, string>();
  let isStopped = false;
  let isWanted = false;
  let pumping: Promise<void> | undefined;

  function pump(): void {
    isWanted = true;
    pumping ??= takeAll()
      .then(
        () => true,
        // The rows stay due, and the next second tries again.
        (err: Error) => {
          const level = isConnectionError(err) ? 'debug' : 'warn';
          log[level]('webhooks.not-taken', { err: { message: err.message } });
        },
      )
      .then((isDone) => {
        pumping = undefined;
        // Woken just as it had ended.
        if (isDone && isWanted) pump();
      });
  }

  async function takeAll(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      while (!isStopped && underWay.size < MOST_UNDER_WAY) {
        const taken = await takeDueDeliveries(sql, {
          limit: MOST_UNDER_WAY - underWay.size,
          mostPerHost: MOST_PER_HOST,
          underWay: countByValue(underWay),
          holdMs: HOLD_MS,
        });
        if (taken.length === 0) break;
        for (const delivery of taken) start(delivery);
      }
    }
  }

  function start(delivery: TakenDelivery): void {
    const attempt = deliver(delivery, deps, stopping.signal)
      // It is due again when its time is over.
      .catch((err: Error) =>
        log.warn('webhook.lost', { deliveryId: delivery.id, err: { message: err.message } }),
      )
      .finally(() => {
        underWay.delete(attempt);
        // There is room for one more.
        if (!isStopped) pump();
      });
    underWay.set(attempt, hostOf(delivery.url));
  }

  async function settle(): Promise<void> {
    await pumping;
    await Promise.allSettled(underWay.keys());
  }

  const timer = setInterval(pump, PERIOD_MS);
  return {
    wake: pump,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await within(STOP_MS, settle());
      stopping.abort();
      await within(STOP_MS, settle());
    },
  };
}

async function deliver(delivery: TakenDelivery, deps: Deps, signal: AbortSignal): Promise<void> {
  const { sql, log, count } = deps;
  const sent = await sendWebhook(delivery, { ...deps, signal });
  if (!sent) return await dropOrphanedDelivery(sql, delivery.id);
  const { noted, outcome } = sent;
  await retryWhileAway(() => settleDelivery(sql, delivery, noted, outcome), { forMs: SETTLE_MS });
  count(outcome.kind);
  // Neither the URL, which may hold a secret of the receiver's, nor what it answered.
  const fields = {
    deliveryId: delivery.id,
    jobId: delivery.jobId,
    attempt: delivery.attempt,
    status: noted.status,
    durationMs: noted.durationMs,
  };
  if (outcome.kind === 'failed') log.warn('webhook.failed', fields);
  else log.info(`webhook.${outcome.kind}`, fields);
}

function countByValue(map: ReadonlyMap<unknown, string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of map.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
