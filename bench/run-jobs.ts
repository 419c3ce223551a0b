import { setTimeout as delay } from 'node:timers/promises';
import { closedLoop, type Load, type RequestOf } from './closed-loop.ts';
import type { Contender } from './contenders/contender.ts';
import { meterCosts } from './cost-meter.ts';
import { percentilesOf } from './latencies.ts';
import type { Measured } from './metrics.ts';
import type { Servers } from './servers.ts';

const LOOK_EVERY_MS = 10;
const STUCK_AFTER_MS = 120_000;

/**
 * Uploads in a closed loop and waits until the last result is stored. Looks for it only when all are answered, so that
 * looking costs nothing before.
 */
export async function runJobs(
  servers: Servers,
  contender: Contender,
  requestOf: RequestOf,
  load: Load,
): Promise<Measured> {
  const failedBefore = await contender.failed();
  const costsOf = await meterCosts(servers, contender);
  const began = performance.now();
  const { latenciesMs, errors, seconds } = await closedLoop(contender.url, requestOf, load);
  await untilStored(contender);
  const storedSeconds = (performance.now() - began) / 1000;
  const accepted = latenciesMs.length;
  const costs = await costsOf(accepted);
  const failed = (await contender.failed()) - failedBefore;
  return {
    jobsPerSecond: (accepted - failed) / storedSeconds,
    answersPerSecond: accepted / seconds,
    answersSeconds: seconds,
    requests: accepted + errors,
    errors: errors + failed,
    ...percentilesOf(latenciesMs),
    ...costs,
  };
}

/**
 * Resolves when every accepted job has ended.
 *
 * @throws Error when that takes minutes: then something is lost
 */
export async function untilStored(contender: Contender, everyMs = LOOK_EVERY_MS): Promise<void> {
  const giveUpAt = performance.now() + STUCK_AFTER_MS;
  while ((await contender.unfinished()) > 0) {
    if (performance.now() > giveUpAt)
      throw new Error(`${contender.name}: jobs that were accepted have not ended after two minutes`);
    await delay(everyMs);
  }
}
