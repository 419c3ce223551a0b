import { setTimeout as pause } from 'node:timers/promises';
import { check } from './check/check.ts';
import { type Evidence, gatherEvidence } from './check/evidence.ts';
import { type Findings, isClean, noFindings } from './check/findings.ts';
import { recoverySeconds } from './check/recovery.ts';
import { Client } from './client/client.ts';
import { Load, STEADY } from './client/load.ts';
import type { Fault } from './faults/fault.ts';
import type { Backend, System } from './system/system.ts';

/** What came of a fault. */
export type FaultResult = {
  readonly fault: Fault;
  readonly backend: Backend;
  readonly isPassed: boolean;
  /** Promised to clients. */
  readonly jobs: number;
  readonly findings: Findings;
  /** Undefined when nothing could be measured. */
  readonly recovery: number | undefined;
  /** All in all. */
  readonly seconds: number;
  /** Answers that clients got, by method and status. */
  readonly answers: ReadonlyMap<string, number>;
};

const LOAD = { pace: STEADY, during: { perSecond: 60, mostOpen: Infinity }, atLeast: 1000, after: 100 };
/** Into the load before the fault. */
const BEFORE = 300;
/** After the fault: what has not come to an end by then never will. Far more than a slow machine takes for the load. */
const GIVE_UP_MS = 60_000;

/** Breaks a system in the middle of a load, waits for the ends of all jobs, and holds everything against each other. */
export async function runFault(
  fault: Fault,
  system: System,
  references: Evidence['references'],
): Promise<FaultResult> {
  const startedAt = performance.now();
  const client = new Client(system.urls, fault.name);
  const findings = noFindings();
  let recovery: number | undefined;
  try {
    await system.stand(fault.env);
    await fault.prepare?.(system);
    const { begunAt, endedAt } = await breakUnderLoad(fault, { system, client, findings });
    const evidence = await gatherEvidence(system, {
      promises: client.promises,
      references,
      prefix: fault.name,
    });
    merge(findings, check(evidence));
    recovery = recoverySeconds(evidence.transitions, { ...fault, begunAt, endedAt });
    if (recovery === undefined) findings.other.push('the fault has interrupted no job');
    else if (recovery > fault.maxRecoverySeconds)
      findings.other.push(`recovery took ${recovery.toFixed(1)} s instead of ${fault.maxRecoverySeconds} s`);
  } catch (error) {
    findings.other.push((error as Error).message);
  } finally {
    await client.close();
    await fault.undo?.(system);
  }
  findings.other.push(...client.missteps, ...(await tidy(system)));
  return {
    fault,
    backend: system.backend,
    isPassed: isClean(findings),
    jobs: client.accepted.length,
    findings,
    recovery,
    seconds: (performance.now() - startedAt) / 1000,
    answers: client.http.counts,
  };
}

async function breakUnderLoad(
  fault: Fault,
  { system, client, findings }: { system: System; client: Client; findings: Findings },
): Promise<{ begunAt: number; endedAt: number }> {
  const load = new Load(client, { ...LOAD, ...fault.load });
  load.start();
  await load.accepted(BEFORE);
  load.breaks();
  const begunAt = Date.now();
  let endedAt: number | undefined;
  const ends = () => {
    endedAt = Date.now();
  };
  try {
    await fault.inject({ system, client, load, ends });
  } catch (error) {
    findings.other.push(`${(error as Error).message}`);
  }
  endedAt ??= Date.now();
  const over = new AbortController();
  await Promise.race([load.finish(), pause(GIVE_UP_MS, undefined, { signal: over.signal })]);
  over.abort();
  await Promise.all(client.accepted.slice(0, 20).map((promise) => client.repeat(promise)));
  return { begunAt, endedAt };
}

/** What the processes have to answer for, whatever became of the jobs; and nothing of it is left for the next fault. */
async function tidy(system: System): Promise<string[]> {
  const complaints: string[] = [];
  for (const slot of system.slots) {
    complaints.push(...slot.failures.splice(0).map((line) => `${slot.name}: ${line}`));
    for (const surprise of slot.surprises.splice(0))
      complaints.push(
        `${surprise}: ${slot.lines
          .filter((line) => /"level":"(error|fatal)"|^[^{]/.test(line))
          .slice(-3)
          .join(' | ')}`,
      );
  }
  // What has lost its supervisor notices, and ends.
  for (let looks = 0; looks < 100 && system.orphans().length > 0; looks++) await pause(20);
  complaints.push(...system.orphans().map((pid) => `process ${pid} was left behind`));
  await system.forget();
  return complaints;
}

function merge(into: Findings, from: Findings): void {
  for (const [name, list] of Object.entries(from)) into[name as keyof Findings].push(...list);
}
