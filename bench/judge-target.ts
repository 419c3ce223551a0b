import type { Round } from './metrics.ts';
import { type Spread, spreadOf } from './statistics.ts';
import type { Target } from './targets.ts';

export type Verdict = 'aim' | 'target' | 'missed' | 'not measured';

export type Judgement = {
  readonly verdict: Verdict;
  /** What the verdict is about: the median of the rounds, or the worst. Undefined when not measured. */
  readonly value: number | undefined;
  readonly spread: Spread | undefined;
};

/** Holds the rounds of a scenario against one of its targets. */
export function judgeTarget(target: Target, rounds: readonly Round[]): Judgement {
  const spread = spreadOf(rounds.map(target.valueOf));
  if (!spread) return { verdict: 'not measured', value: undefined, spread };
  const isLow = target.better === 'low';
  const value = target.over === 'median' ? spread.median : isLow ? spread.most : spread.least;
  const reaches = (bound: number | undefined) =>
    bound !== undefined && (isLow ? value <= bound : value >= bound);
  const verdict = reaches(target.aim) ? 'aim' : reaches(target.target) ? 'target' : 'missed';
  // Without an aim of its own, the target is all there is to reach.
  return { verdict: target.aim === undefined && verdict === 'target' ? 'aim' : verdict, value, spread };
}
