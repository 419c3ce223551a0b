import type { BlobStore } from '../shared/blobs.ts';
import type { Sql } from '../shared/db/client.ts';
import { isJobId, timeOfId } from '../shared/domain/job-id.ts';
import type { Hints } from '../shared/hints.ts';
import { deleteExpiredJobs } from '../shared/jobs/delete-expired-jobs.ts';
import { dropEndedInputs, findEndedInputs } from '../shared/jobs/drop-ended-inputs.ts';
import { findMissingJobs } from '../shared/jobs/find-missing-jobs.ts';
import { hasBlobs } from '../shared/jobs/remove-jobs.ts';
import type { Log } from '../shared/log.ts';
import { carryOutRemoval } from '../shared/removals/carry-out-removal.ts';
import { findRemovals } from '../shared/removals/remove-some.ts';

type Deps = {
  readonly sql: Sql;
  readonly hints: Hints;
  readonly blobs: BlobStore;
  readonly log: Log;
};

/** Rows per step and pass, so that a pass stays short. */
const LIMIT = 2000;
/** Statements per removal and pass, likewise. */
const ROUNDS = 4;
/** An upload may take its time between the first byte and its row. */
const ORPHAN_AFTER_MS = 3_600_000;

/** Removes ended jobs whose retention is over. */
export async function removeExpired({ sql, blobs, log }: Deps): Promise<void> {
  const gone = await deleteExpiredJobs(sql, { limit: LIMIT });
  for (const job of gone) if (hasBlobs(job)) await blobs.remove(job.id);
  if (gone.length > 0) log.info('sweep.expired', { jobs: gone.length });
}

/** What was deleted and whose jobs are still there: whoever was to remove them has died, or is at it. */
export async function goOnRemoving(deps: Deps, { retentionMs }: { retentionMs: number }): Promise<void> {
  for (const removal of await findRemovals(deps.sql))
    await carryOutRemoval(deps, removal, { retentionMs, mostRounds: ROUNDS });
}

/** Removes inputs that are not to be kept and whose jobs have ended. */
export async function removeEndedInputs({ sql, blobs }: Pick<Deps, 'sql' | 'blobs'>): Promise<void> {
  const ended = await findEndedInputs(sql, { limit: LIMIT });
  if (ended.length === 0) return;
  for (const { id, inputStore } of ended) if (inputStore === 'blob') await blobs.removeOne(id, 'input');
  await dropEndedInputs(
    sql,
    ended.map(({ id }) => id),
  );
}

/** Removes blobs of jobs that there are not: left by who died between storing and inserting, or between deleting. */
export async function removeOrphanedBlobs({ sql, blobs, log }: Deps): Promise<void> {
  // By Postgres' clock: to a host whose own is ahead, an upload under way would look old, and its job lose its input.
  const [clock] = await sql<{ nowMs: number }[]>`select (extract(epoch from now()) * 1000)::float8 as now_ms`;
  const oldestKeptMs = clock!.nowMs - ORPHAN_AFTER_MS;
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
    if (!isJobId(id) || timeOfId(id) > oldestKeptMs) continue;
    candidates.push(id);
    if (candidates.length === 500) await removeMissing();
  }
  await removeMissing();
  if (removed > 0) log.info('sweep.orphans', { blobs: removed });
}
