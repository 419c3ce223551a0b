import type { Bench } from '../bench.ts';
import type { RequestOf } from '../closed-loop.ts';
import type { ContenderName } from '../contenders/contender.ts';
import { runJobs } from '../run-jobs.ts';
import type { Subject } from './scenario.ts';

/** Contenders under the same closed loop: so many connections, for so long. */
export async function compareInLoop(
  bench: Bench,
  {
    names,
    requestOf,
    connections,
    forMs,
  }: {
    names: readonly ContenderName[];
    requestOf: RequestOf;
    connections: number;
    forMs: number;
  },
): Promise<Subject[]> {
  const contenders = await bench.start(names);
  return contenders.map((contender) => ({
    name: contender.name,
    measure: (extent) =>
      runJobs(bench.servers, contender, requestOf, {
        connections,
        forMs: extent === 'warm-up' ? forMs / 2 : forMs,
      }),
  }));
}
