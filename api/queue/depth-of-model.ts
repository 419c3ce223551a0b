import type { QueueDepth } from '../../shared/jobs/queue-depths.ts';

/** A model's queue as a whole. */
export function depthOfModel(depths: readonly QueueDepth[], model: string) {
  const own = depths.filter((depth) => depth.model === model);
  const ages = own.flatMap(({ oldestMs }) => oldestMs ?? []);
  return {
    waiting: own.reduce((sum, { waiting }) => sum + waiting, 0),
    running: own.reduce((sum, { running }) => sum + running, 0),
    oldestMs: ages.length > 0 ? Math.max(...ages) : null,
  };
}
