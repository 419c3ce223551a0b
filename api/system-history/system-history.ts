import type { SystemHistory, SystemSample } from '../../shared/domain/system-history.ts';
import type { Log } from '../../shared/log.ts';
import type { Overview } from '../deps.ts';
import { hostMemory } from '../host-memory.ts';
import { type Reading, sampleBetween, takeReading } from './sample-system.ts';

const INTERVAL_MS = 5000;
/** A quarter of an hour. */
const MOST_SAMPLES = 180;

/** What it is made of. */
type Sources = {
  readonly apiMetrics: () => Promise<string>;
  readonly overview: () => Promise<Overview>;
  readonly cpuPercent: () => number | null;
};

/** Looks at the system every five seconds, and remembers a quarter of an hour. What it could not see is left out. */
export function startSystemHistory(
  sources: Sources,
  log: Log,
): { read: () => SystemHistory; stop: () => void } {
  const samples: SystemSample[] = [];
  let before: Reading | undefined;

  async function look(): Promise<void> {
    const [apiMetrics, overview] = await Promise.all([sources.apiMetrics(), sources.overview()]);
    const after = takeReading(apiMetrics, overview, Date.now());
    const host = { cpuPercent: sources.cpuPercent(), memoryPercent: hostMemory().usedPercent };
    if (before) samples.push(sampleBetween(before, after, { overview, host }));
    if (samples.length > MOST_SAMPLES) samples.shift();
    before = after;
  }

  const lookNow = () =>
    void look().catch((err: Error) => log.debug('system-history.failed', { err: { message: err.message } }));
  // Not at once: what an api has seen before its workers were there it would believe for a second.
  const timer = setInterval(lookNow, INTERVAL_MS);
  timer.unref();
  return {
    read: () => ({ intervalMs: INTERVAL_MS, samples: [...samples] }),
    stop: () => clearInterval(timer),
  };
}
