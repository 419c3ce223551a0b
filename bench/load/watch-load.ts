import { type Progress, progressOf } from './progress.ts';
import { type QueueDepth, readQueueDepth } from './queue-depth.ts';
import type { Run } from './run.ts';

/** What was seen of a load from the outside, second by second. */
export type Watch = {
  /** RFC 3339. */
  readonly startedAt: string;
  /** The same by the run's clock. */
  readonly startedAtMs: number;
  readonly queueDepths: readonly QueueDepth[];
  /** How much of the time since the start this thread was at work. */
  busyPercent(): number;
  stop(): void;
};

/** Looks at queue and tally each second until it is stopped. */
export function watchLoad(run: Run, onProgress: (progress: Progress) => void): Watch {
  const startedAtMs = run.now();
  const busyBefore = performance.eventLoopUtilization();
  const queueDepths: QueueDepth[] = [];
  const look = async (): Promise<void> => {
    const depth = await readQueueDepth(run, startedAtMs);
    if (depth) queueDepths.push(depth);
  };
  void look();
  const timer = setInterval(() => {
    void look();
    onProgress(progressOf(run.tally, run.now(), startedAtMs));
  }, 1000);
  return {
    startedAt: new Date().toISOString(),
    startedAtMs,
    queueDepths,
    busyPercent: () => performance.eventLoopUtilization(busyBefore).utilization * 100,
    stop: () => clearInterval(timer),
  };
}
