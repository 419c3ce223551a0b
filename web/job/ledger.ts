import type { Job } from '../../shared/domain/job.ts';
import { TIMING_STAGES, type TimingStage } from '../../shared/domain/timing-stages.ts';

/** A ledger as far as it was measured. */
export type Ledger = NonNullable<Job['timings']>;

/** Where the time went: each stage with its share of the whole, in [0, 1]. What was not measured is left out. */
export function ledgerParts(
  timings: Ledger,
): { readonly stage: TimingStage; readonly ms: number; readonly share: number }[] {
  const parts = TIMING_STAGES.flatMap((stage) => {
    const ms = timings[stage];
    return ms === undefined ? [] : [{ stage, ms: Math.max(0, ms) }];
  });
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  return parts.map((part) => ({ ...part, share: total > 0 ? part.ms / total : 0 }));
}
