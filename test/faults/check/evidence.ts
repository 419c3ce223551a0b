import { openFileBlobs } from '../../../shared/blobs.ts';
import type { JobRow } from '../../../shared/db/schema.ts';
import { findMissingJobs } from '../../../shared/jobs/find-missing-jobs.ts';
import { blobFiles } from '../../support/blob-files.ts';
import type { JobPromise } from '../client/job-promise.ts';
import { readAuditTrail, type Transition } from '../system/audit-trail.ts';
import type { System } from '../system/system.ts';

/** What the checks need of a row. */
export type EvidenceRow = Pick<
  JobRow,
  'id' | 'status' | 'seq' | 'attempt' | 'spentAttempts' | 'result' | 'error' | 'idempotencyKey' | 'inputStore'
>;

/** What is held against each other: what clients were promised and shown, and what the system has to show for it. */
export type Evidence = {
  readonly promises: readonly JobPromise[];
  readonly rows: readonly EvidenceRow[];
  /** In the order in which they happened. */
  readonly transitions: readonly Transition[];
  /** Files of the blob store after the sweeper's pass over those that belong to nobody: `<id>/<name>`. */
  readonly blobs: readonly string[];
  /** The result of each submission when nothing was broken yet, by its name. */
  readonly references: ReadonlyMap<string, unknown>;
};

/**
 * Collects the evidence from a system in which nothing happens any more.
 *
 * @param options `prefix`: begins the Idempotency-Keys of the fault that is judged
 */
export async function gatherEvidence(
  system: System,
  { promises, references, prefix }: Pick<Evidence, 'promises' | 'references'> & { readonly prefix: string },
): Promise<Evidence> {
  await dropLateComers(system, prefix);
  await sweepOrphans(system);
  // At one moment: where something went wrong, it may still go on.
  const [rows, transitions] = await system.sql.begin('isolation level repeatable read', async (sql) => [
    await sql<EvidenceRow[]>`
      select id, status, seq, attempt, spent_attempts, result, error, idempotency_key, input_store from jobs`,
    await readAuditTrail(sql),
  ]);
  const blobs = blobFiles(system.dataDir).map((file) => file.split('/').slice(-2).join('/'));
  return { promises, rows, transitions, blobs, references };
}

/**
 * A request of the fault before may have hung in a broken connection until now: its repeat was accepted, and forgotten
 * with that fault, so that nothing kept it from being inserted after all.
 */
async function dropLateComers({ sql }: System, prefix: string): Promise<void> {
  await sql`
    with late as (
      delete from jobs where idempotency_key not like ${`${prefix}-%`} returning id
    )
    delete from job_inputs where job_id in (select id from late)`;
}

/** What the sweeper does every ten minutes with blobs that are older than an hour, on those of now. */
async function sweepOrphans({ sql, blobsDir }: System): Promise<void> {
  const blobs = openFileBlobs(blobsDir);
  const ids: string[] = [];
  for await (const id of blobs.list()) ids.push(id);
  for (const id of await findMissingJobs(sql, ids)) await blobs.remove(id);
}
