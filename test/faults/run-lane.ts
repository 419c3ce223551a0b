import type { Lane } from './lanes.ts';
import { takeReferences } from './references.ts';
import { type FaultResult, runFault } from './run-fault.ts';
import { System } from './system/system.ts';

/** What those who run several lanes want to hear of. */
export type LaneHooks = {
  /** A system is coming up; it is to be stopped whatever happens. */
  readonly onSystem: (system: System) => void;
  readonly onResult: (result: FaultResult) => void;
};

/**
 * Tries the faults of a lane one after the other, on a system of its own.
 *
 * @throws Error when the system does not come up, or leaves something behind
 */
export async function runLane(
  { backend, leaseMs, faults }: Lane,
  { onSystem, onResult }: LaneHooks,
): Promise<void> {
  const system = await System.start({ backend, leaseMs }, onSystem);
  try {
    const references = await takeReferences(system);
    for (const fault of faults) onResult(await runFault(fault, system, references));
  } finally {
    await system.stop();
  }
  const left = [...system.slots.flatMap(({ surprises }) => surprises), ...system.orphans()];
  if (left.length > 0)
    throw new Error(`The system on ${backend} did not end as it should: ${left.join(', ')}`);
}
