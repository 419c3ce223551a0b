import { setTimeout as pause } from 'node:timers/promises';
import { sendSignal } from '../../../start/postgres/server-processes.ts';
import type { Client } from '../client/client.ts';
import type { ProcessSlot } from '../system/process-slot.ts';
import type { System } from '../system/system.ts';

const LOOK_AGAIN_MS = 10;

/**
 * Resolves as soon as something is so.
 *
 * @throws Error that says what has not come about in time
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await pause(LOOK_AGAIN_MS);
  }
}

/** Lets a fault last: the time is what the fault is about, and nothing is waited for. */
export async function last(ms: number): Promise<void> {
  await pause(ms);
}

/** How many attempts a worker holds, as the table has it. */
export async function attemptsOf({ sql }: System, { pid }: ProcessSlot): Promise<number> {
  const rows = await sql`select 1 from jobs where status = 'running' and worker_id like ${`%:${pid}:%`}`;
  return rows.length;
}

/**
 * Freezes the compute children of a worker until it has jobs in hand that it cannot end: what is killed then is certain
 * to be at work. Those that a child had answered before are settled all the same, within a second.
 *
 * @returns the frozen children; to be thawed or killed
 */
export async function freezeAtWork(system: System, worker: ProcessSlot): Promise<number[]> {
  const children = worker.children();
  for (const child of children) sendSignal(child, 'SIGSTOP');
  const { sql } = system;
  const [frozen] = await sql<{ at: string }[]>`select clock_timestamp()::text as at`;
  await until(`${worker.name} holds jobs`, async () => {
    const stuck = await sql`
      select 1 from jobs where status = 'running' and worker_id like ${`%:${worker.pid}:%`}
        and (started_at > ${frozen!.at}::timestamptz or clock_timestamp() > ${frozen!.at}::timestamptz + interval '1 second')
      limit 1`;
    return stuck.length > 0;
  });
  return children;
}

/** Lets frozen processes go on. */
export function thaw(pids: readonly number[]): void {
  for (const pid of pids) sendSignal(pid, 'SIGCONT');
}

/** How long 99 of 100 submissions that were sent since then have taken to be accepted, tries again included; ms. */
export function answerP99Ms({ accepted }: Client, since: number): number {
  const times = accepted
    .filter(({ sentAt }) => sentAt >= since)
    .map(({ sentAt, acceptedAt }) => acceptedAt! - sentAt)
    .sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.99)] ?? 0;
}

/**
 * The longest time from the end of a job, by the table, to the moment when its follower was told; ms. Of a job that has
 * ended before its sender had the answer, from then on. Those who poll are left out: they ask when they like.
 */
export async function slowestTellingMs({ sql }: System, { accepted }: Client): Promise<number> {
  const rows = await sql<{ id: string; atMs: number }[]>`
    select id, (extract(epoch from finished_at) * 1000)::float8 as at_ms from jobs`;
  const endedAt = new Map(rows.map(({ id, atMs }) => [id, atMs]));
  const told = accepted.filter(({ follower }) => follower !== 'poll');
  return Math.max(
    ...told.map(
      ({ id, end, acceptedAt }) => (end?.at ?? Infinity) - Math.max(endedAt.get(id!) ?? 0, acceptedAt!),
    ),
  );
}
