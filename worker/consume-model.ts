import type { Model } from '../shared/catalog.ts';
import type { Attempt } from '../shared/jobs/claim-jobs.ts';
import type { Log } from '../shared/log.ts';
import type { Consumer, Queue } from '../shared/queue.ts';
import type { ExecutedAttempt } from './execute-attempt.ts';

type Deps = {
  readonly queue: Queue;
  readonly claim: (ids: readonly string[]) => Promise<Attempt[]>;
  readonly execute: (attempt: Attempt, model: Model) => Promise<ExecutedAttempt>;
  /** Samples of this model that the worker wants to hold: enough to keep its children busy, no more. */
  readonly appetite: (model: Model) => number;
  readonly log: Log;
};

/**
 * Hears the bells of a model: claim what they name ─ execute each. A bell always succeeds; what became of its
 * jobs stands in their rows.
 */
export async function consumeModel(model: Model, deps: Deps): Promise<Consumer> {
  const { name } = model.manifest;
  let idsPerBell = 1;

  const consumer = await deps.queue.consume(name, deps.appetite(model), async (ids) => {
    // Bells carry more ids the busier the api is. Taking fewer of them then leaves the rest to other workers.
    idsPerBell = idsPerBell * 0.8 + ids.length * 0.2;
    consumer.setConcurrency(Math.max(2, Math.ceil(deps.appetite(model) / idsPerBell)));
    try {
      const attempts = await deps.claim(ids);
      await Promise.all(attempts.map((attempt) => deps.execute(attempt, model)));
    } catch (err) {
      // The database stays away: leases run out, and the sweeper rings again.
      deps.log.warn('bell.dropped', {
        model: name,
        jobs: ids.length,
        err: { message: (err as Error).message },
      });
    }
  });
  return consumer;
}
