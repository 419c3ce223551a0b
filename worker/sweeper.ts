import { removeWhatIsOver } from '../shared/access/remove-what-is-over.ts';
import { deleteExpiredBatches } from '../shared/batches/delete-batch.ts';
import { sealSilentBatches } from '../shared/batches/receive-batch.ts';
import type { BlobStore } from '../shared/blobs.ts';
import { connectDatabase, type Sql } from '../shared/db/client.ts';
import type { Hints } from '../shared/hints.ts';
import { failMissedDeadlines } from '../shared/jobs/fail-missed-deadlines.ts';
import { findFollowedEnds } from '../shared/jobs/find-followed-ends.ts';
import { promoteFollowers } from '../shared/jobs/promote-followers.ts';
import { requeueLostAttempts } from '../shared/jobs/requeue-lost-attempts.ts';
import type { Settled } from '../shared/jobs/settle-attempts.ts';
import { settleFollowers } from '../shared/jobs/settle-followers.ts';
import { takeUnheardJobs } from '../shared/jobs/take-unheard-jobs.ts';
import type { Log } from '../shared/log.ts';
import { makeBells } from '../shared/make-bells.ts';
import type { Queue } from '../shared/queue.ts';
import { listWorkers } from '../shared/workers/list-workers.ts';
import { removeSilentWorkers } from '../shared/workers/save-heartbeat.ts';
import { goOnRemoving, removeEndedInputs, removeExpired, removeOrphanedBlobs } from './remove-leftovers.ts';
import { Unheard } from './unheard.ts';

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
/** Jobs per bell when ringing again; a worker splits what is too long for it. */
const IDS_PER_BELL = 32;
const ORPHANS_EVERY_MS = 600_000;
const OVER_EVERY_MS = 60_000;

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
  const unheard = new Unheard();
  const steps: [string, () => Promise<void>][] = [
    ['lost-attempts', () => announce(deps, requeueLostAttempts(deps.sql, { limit: LIMIT, retentionMs }))],
    ['missed-deadlines', () => announce(deps, failMissedDeadlines(deps.sql, { limit: LIMIT, retentionMs }))],
    ['followers', () => mendFollowers(deps, { retentionMs })],
    ['unheard-jobs', () => ringUnheard(deps, unheard)],
    ['expired-jobs', () => removeExpired(deps)],
    ['ended-inputs', () => removeEndedInputs(deps)],
    ['silent-batches', () => sealSilent(deps)],
    ['removals', () => goOnRemoving(deps, { retentionMs })],
    ['silent-workers', () => removeSilentWorkers(deps.sql)],
    ['over-and-done', everyNowAndThen(OVER_EVERY_MS, () => removeWhatIsOver(deps.sql))],
    [
      'expired-batches',
      everyNowAndThen(OVER_EVERY_MS, () => deleteExpiredBatches(deps.sql, { limit: LIMIT, retentionMs })),
    ],
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

/** Ends the jobs whose leader has ended unnoticed, and lets another lead where there is no leader any more. */
async function mendFollowers({ sql, queue, hints }: Deps, { retentionMs }: { retentionMs: number }) {
  const ends = await findFollowedEnds(sql, { limit: LIMIT });
  if (ends.length > 0) hints.ring((await settleFollowers(sql, ends, { retentionMs })).map(({ id }) => id));
  const leaders = await promoteFollowers(sql, { limit: LIMIT });
  if (leaders.length > 0) await queue.ring(makeBells(leaders, () => IDS_PER_BELL));
}

async function ringUnheard({ sql, queue, log }: Deps, unheard: Unheard): Promise<void> {
  const reports = (await listWorkers(sql)).map(({ report }) => report);
  const wanted = unheard.wanted(reports, PERIOD_MS / 1000);
  if (wanted.size === 0) return;
  const jobs = await takeUnheardJobs(sql, wanted, { afterMs: UNHEARD_AFTER_MS });
  if (jobs.length === 0) return;
  log.info('sweep.rung-again', { jobs: jobs.length });
  await queue.ring(
    makeBells(
      jobs.map((job) => unheard.placed(job)),
      () => IDS_PER_BELL,
    ),
  );
}

/** Batches whose api has died while it took their files say from now on that they are not whole. */
async function sealSilent({ sql, log }: Deps): Promise<void> {
  const batches = await sealSilentBatches(sql);
  if (batches > 0) log.warn('sweep.batches-interrupted', { batches });
}

function everyNowAndThen(periodMs: number, run: () => Promise<void>): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    if (performance.now() - last < periodMs) return;
    last = performance.now();
    await run();
  };
}
