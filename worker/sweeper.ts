import type { BlobStore } from '../shared/blobs.ts';
import { connectDatabase, type Sql } from '../shared/db/client.ts';
import { isJobId, timeOfId } from '../shared/domain/job-id.ts';
import type { Hints } from '../shared/hints.ts';
import { deleteExpiredJobs } from '../shared/jobs/delete-expired-jobs.ts';
import { failMissedDeadlines } from '../shared/jobs/fail-missed-deadlines.ts';
import { findMissingJobs } from '../shared/jobs/find-missing-jobs.ts';
import { requeueLostAttempts } from '../shared/jobs/requeue-lost-attempts.ts';
import type { Settled } from '../shared/jobs/settle-attempts.ts';
import { takeUnheardJobs } from '../shared/jobs/take-unheard-jobs.ts';
import type { Log } from '../shared/log.ts';
import { makeBells } from '../shared/make-bells.ts';
import type { Queue } from '../shared/queue.ts';
import { listWorkers } from '../shared/workers/list-workers.ts';
import { removeSilentWorkers } from '../shared/workers/save-heartbeat.ts';

type Deps = {
  readonly databaseUrl: string;
  readonly sql: Sql;
  readonly queue: Queue;
  readonly hints: Hints;
  readonly blobs: BlobStore;
  readonly log: Log;
};

/** "PNSW": held by the connection of the one worker that sweeps. */
const SWEEP_LOCK = 0x504e5357;
const PERIOD_MS = 1000;
/** A leader that has not asked for so long is frozen, and its connection would hold the lock for ever. */
const LEADER_SILENT_MS = 4000;
/** A bell that was not heard by then may be lost. Ringing twice is harmless. */
const UNHEARD_AFTER_MS = 5000;
/** Rows per step and pass, so that a pass stays short. */
const LIMIT = 2000;
const LIMIT_WHEN_BUSY = 100;
/** Jobs per bell when ringing again; a worker splits what is too long for it. */
const IDS_PER_BELL = 32;
const ORPHANS_EVERY_MS = 600_000;
/** An upload may take its time between the first byte and its row. */
const ORPHAN_AFTER_MS = 3_600_000;

/**
 * Mends what was lost: every second one worker, the leader, queues lost attempts again, rings for what was not
 * heard, fails missed deadlines, and removes what has expired. Every step is safe to repeat and to overlap.
 */
export function startSweeper(
  deps: Deps,
  { retentionMs }: { retentionMs: number },
): { stop(): Promise<void> } {
  // Whoever holds the lock leads; it is asked for again at every pass, because a connection may have been replaced.
  const election = connectDatabase(deps.databaseUrl, {
    max: 1,
    name: 'penstock-sweeper',
    idleSessionMs: LEADER_SILENT_MS,
  });
  const steps: [string, () => Promise<void>][] = [
    ['lost-attempts', () => announce(deps, requeueLostAttempts(deps.sql, { limit: LIMIT, retentionMs }))],
    ['missed-deadlines', () => announce(deps, failMissedDeadlines(deps.sql, { limit: LIMIT, retentionMs }))],
    ['unheard-jobs', () => ringUnheard(deps)],
    ['expired-jobs', () => removeExpired(deps)],
    ['silent-workers', () => removeSilentWorkers(deps.sql)],
    ['orphaned-blobs', everyNowAndThen(ORPHANS_EVERY_MS, () => removeOrphanedBlobs(deps))],
  ];
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    try {
      const [row] = await election.sql<
        { leads: boolean }[]
      >`select pg_try_advisory_lock(${SWEEP_LOCK}) as leads`;
      if (!row?.leads) return;
    } catch (err) {
      deps.log.debug('sweep.no-election', { err: { message: (err as Error).message } });
      return;
    }
    for (const [step, run] of steps) {
      if (isStopped) return;
      await run().catch((err: Error) =>
        deps.log.warn('sweep.failed', { step, err: { message: err.message } }),
      );
    }
  }

  function schedule(): void {
    timer = setTimeout(() => {
      pass = sweep().then(() => {
        if (!isStopped) schedule();
      });
    }, PERIOD_MS);
  }

  schedule();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await pass;
      await election.close(1000);
    },
  };
}

async function announce({ queue, hints, log }: Deps, statement: Promise<Settled[]>): Promise<void> {
  const changed = await statement;
  if (changed.length === 0) return;
  log.warn('sweep.changed', {
    jobs: changed.length,
    requeued: changed.filter((c) => c.status === 'queued').length,
  });
  hints.ring(changed.map((c) => c.id));
  await queue.ring(
    makeBells(
      changed.filter((c) => c.status === 'queued'),
      () => IDS_PER_BELL,
    ),
  );
}

/**
 * Rings for what its workers should have heard of by now. Where they have all they can take, most of it is not lost but
 * waits, and only the first in the line are rung for, in case that they are; where nobody serves a model, nobody would
 * hear it.
 */
async function ringUnheard({ sql, queue, log }: Deps): Promise<void> {
  const reports = (await listWorkers(sql)).flatMap(({ report }) => Object.entries(report.models));
  const withRoom = new Set(reports.filter(([, { hasRoom }]) => hasRoom).map(([model]) => model));
  const busy = new Set(reports.map(([model]) => model).filter((model) => !withRoom.has(model)));
  const take = (models: Set<string>, limit: number) =>
    models.size > 0 ? takeUnheardJobs(sql, { models: [...models], afterMs: UNHEARD_AFTER_MS, limit }) : [];
  const unheard = [...(await take(withRoom, LIMIT)), ...(await take(busy, LIMIT_WHEN_BUSY))];
  if (unheard.length === 0) return;
  log.info('sweep.rung-again', { jobs: unheard.length });
  await queue.ring(makeBells(unheard, () => IDS_PER_BELL));
}

async function removeExpired({ sql, blobs, log }: Deps): Promise<void> {
  const gone = await deleteExpiredJobs(sql, { limit: LIMIT });
  for (const job of gone)
    if (job.inputStore === 'blob' || job.artifacts.length > 0) await blobs.remove(job.id);
  if (gone.length > 0) log.info('sweep.expired', { jobs: gone.length });
}

async function removeOrphanedBlobs({ sql, blobs, log }: Deps): Promise<void> {
  let candidates: string[] = [];
  let removed = 0;
  const removeMissing = async () => {
    for (const id of await findMissingJobs(sql, candidates)) {
      await blobs.remove(id);
      removed++;
    }
    candidates = [];
  };
  for await (const id of blobs.list()) {
    if (!isJobId(id) || timeOfId(id) > Date.now() - ORPHAN_AFTER_MS) continue;
    candidates.push(id);
    if (candidates.length === 500) await removeMissing();
  }
  await removeMissing();
  if (removed > 0) log.info('sweep.orphans', { blobs: removed });
}

function everyNowAndThen(periodMs: number, run: () => Promise<void>): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    if (performance.now() - last < periodMs) return;
    last = performance.now();
    await run();
  };
}
