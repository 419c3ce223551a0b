import { seededRandom } from '../../bench/random.ts';
import { FAULTS } from './faults/index.ts';
import { type IsWanted, SHORT_LEASE_MS } from './lanes.ts';
import { takeReferences } from './references.ts';
import { MemoryLog } from './report/memory-log.ts';
import { runFault } from './run-fault.ts';
import type { LaneHooks } from './run-lane.ts';
import { type Backend, System } from './system/system.ts';

const BACKENDS: readonly Backend[] = ['redis', 'postgres'];

/**
 * Goes round the table in random order, the same for the same seed, on systems that stay up, until the time is over.
 *
 * @returns how the memory of the processes has changed
 */
export async function soak(
  { isWanted, forMs, seed }: { isWanted: IsWanted; forMs: number; seed: number },
  { onSystem, onResult }: LaneHooks,
): Promise<MemoryLog> {
  const until = Date.now() + forMs;
  const random = seededRandom(seed);
  const memory = new MemoryLog();
  const systems: System[] = [];
  try {
    for (const backend of BACKENDS)
      systems.push(await System.start({ backend, leaseMs: SHORT_LEASE_MS }, onSystem));
    const references = await takeReferences(systems[0]!);
    const table = FAULTS.filter(isWanted).flatMap((fault) =>
      systems.filter(({ backend }) => fault.backends.includes(backend)).map((system) => ({ fault, system })),
    );
    while (Date.now() < until)
      for (const { fault, system } of shuffled(table, random)) {
        if (Date.now() > until) break;
        onResult(await runFault(fault, system, references));
        for (const each of systems) memory.note(each.slots);
      }
    return memory;
  } finally {
    await Promise.all(systems.map((system) => system.stop()));
  }
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
