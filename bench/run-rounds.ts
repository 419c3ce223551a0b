import type { Measured, Round } from './metrics.ts';
import type { Scenario, Subject } from './scenarios/scenario.ts';

/** A run that is over. `round` 0 is the warm-up. */
export type RunDone = { readonly subject: string; readonly round: number; readonly measured: Measured };

/**
 * Warms every subject up, then measures all of them in each round. The order is rotated, so that nobody always comes
 * first after a pause or after the same other.
 */
export async function runRounds(
  subjects: readonly Subject[],
  rounds: number,
  onRun: (run: RunDone) => void,
): Promise<Round[]> {
  for (const { name, measure } of subjects)
    onRun({ subject: name, round: 0, measured: await measure('warm-up') });
  const results: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    const found = new Map<string, Measured>();
    for (let i = 0; i < subjects.length; i++) {
      const { name, measure } = subjects[(i + round - 1) % subjects.length]!;
      const measured = dropUnknown(await measure('whole'));
      found.set(name, measured);
      onRun({ subject: name, round, measured });
    }
    results.push(Object.fromEntries(subjects.map(({ name }) => [name, found.get(name)!])));
  }
  return results;
}

/** A scenario that scatters little and takes long bounds its rounds itself. */
export function roundsOf({ mostRounds = Infinity }: Scenario, asked: number): number {
  return Math.min(asked, mostRounds);
}

/** What this system cannot tell (it has no /proc) is absent. */
function dropUnknown(measured: Measured): Measured {
  return Object.fromEntries(Object.entries(measured).filter(([, value]) => Number.isFinite(value)));
}
