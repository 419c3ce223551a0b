import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { StoredFeedback } from '../domain/feedback/feedback.ts';
import type { Confused } from '../domain/feedback/tally.ts';
import type { SpentAttempt } from '../domain/history.ts';
import type { JobError } from '../domain/job-error.ts';
import { JOB_STATUSES } from '../domain/job-status.ts';
import type { Params } from '../domain/params.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Artifact, TaskResult } from '../domain/task-result.ts';
import type { Signature } from '../domain/tensor.ts';
import type { Timings } from '../domain/timings.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { WorkerReport } from '../domain/worker-report.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
/** Read as Postgres writes it, because the raw statements share the connection; `rfc3339` makes it that. */
export const time = () => timestamp({ withTimezone: true, mode: 'string' });

export const jobStatus = pgEnum('job_status', JOB_STATUSES);

/**
 * One row per job, from the 202 until retention or `DELETE` removes it. The row is the promise: whatever is
 * lost elsewhere (queue, hints, processes) is rebuilt from it.
 *
 * Times are Postgres' own clock (`now()`), so that hosts need not agree; `createdAt` alone is the api's.
 */
export const jobs = pgTable(
  'jobs',
  {
    /** UUIDv7 made by the api before the upload is read. Sorts by time; also the name of the job's blobs. */
    id: uuid().primaryKey(),
    /** Who submitted it; `local` without sign-in. Every query of the api is bound to it. */
    owner: text().notNull(),
    model: text().notNull(),
    /** Of the manifest when the job was accepted; the receipt says what ran. */
    modelVersion: text().notNull(),
    status: jobStatus().notNull().default('queued'),
    /** 0 normal … 9 last. */
    priority: smallint().notNull().default(0),
    /** Its place among the waiting: lower is served first, see `rankOf`. Set once, by how much its owner had waiting. */
    rank: smallint().notNull().default(0),
    /** How often it was claimed; the fencing token: only the holder of the current number may write an end. */
    attempt: integer().notNull().default(0),
    /** Attempts that the job itself has spoilt: crash of the child, time-out, retryable error. Not lost workers. */
    failures: smallint().notNull().default(0),
    /** As parsed by the task's schema, so defaults added later do not change old jobs. */
    params: jsonb().$type<Params>().notNull(),
    /** The submitter's own string pairs. */
    metadata: jsonb().$type<Record<string, string>>().notNull(),
    /** Hex. */
    inputSha256: text().notNull(),
    inputSizeBytes: bigint({ mode: 'number' }).notNull(),
    /** By content, never as claimed by the client. */
    inputMediaType: text().notNull(),
    /** File name for people, cleaned; never a path. Null when the client gave none. */
    inputName: text(),
    /** `inline`: in `job_inputs`; `blob`: in the blob store under the job's id; `removed`: nowhere any more. */
    inputStore: text({ enum: ['inline', 'blob', 'removed'] }).notNull(),
    /** Whether the input stays when the job has ended, by the manifest when it was accepted. */
    keepsInput: boolean().notNull().default(true),
    /** Null until succeeded. */
    result: jsonb().$type<TaskResult>(),
    artifacts: jsonb().$type<Artifact[]>().notNull().default([]),
    /** Null unless failed, or queued again after a failed attempt. */
    error: jsonb().$type<JobError>(),
    /** `acceptMs` alone until an attempt has ended; then the whole ledger of the last one. */
    timings: jsonb().$type<Partial<Timings>>().notNull(),
    /** Null until succeeded. */
    receipt: jsonb().$type<Receipt>(),
    /** The attempts after which the job was queued again, in order; with `attempt` and `status` the whole history. */
    spentAttempts: jsonb().$type<SpentAttempt[]>().notNull().default([]),
    /** How many changes of status there were, the first included; the ETag of the job. */
    seq: integer().notNull().default(1),
    /** The worker that holds the attempt; null unless running. */
    workerId: text(),
    /** The attempt is lost when this has passed; renewed by its worker. Null unless running. */
    leaseUntil: time(),
    /** When it was inserted. */
    queuedAt: time().notNull().defaultNow(),
    /** Not to be claimed before; also when its bell was last expected to ring, which the sweeper moves on. */
    dueAt: time().notNull().defaultNow(),
    /** Not started by then: failed. Null without one. */
    deadlineAt: time(),
    /** As sent by the client; unique per owner. Null when it sent none. */
    idempotencyKey: text(),
    /** Hex SHA-256 over all that the request asked for; tells a repeat from a misuse of the key. */
    requestSha256: text(),
    /** The batch that it was submitted with; null for a job by itself. */
    batchId: uuid(),
    /** Of its file in that batch, from 0; null for a job by itself. */
    batchPosition: integer(),
    /** What its owner has filed it under; null for nothing. It is kept as long as it is in a collection. */
    collectionId: uuid(),
    /** What its owner says of the result; null until somebody does. */
    feedback: jsonb().$type<StoredFeedback>(),
    /** The same, counted by what was said and what is true, for the model's accuracy; null until somebody does. */
    tally: jsonb().$type<Confused[]>(),
    /** When the whole of the result was judged; null unless it is. It is kept as long as it is verified. */
    verifiedAt: time(),
    /** How often its owner has changed something of it that is no status; with `seq` its ETag. */
    edits: integer().notNull().default(0),
    /** Where to tell of its end; null when nobody asked. */
    webhook: jsonb().$type<Webhook>(),
    /** Hex SHA-256 over model file, parameters and input: equal for jobs with one answer. Null when it may not be shared. */
    cacheKey: text(),
    /** The job whose result it takes instead of running; null for a job that runs by itself. */
    waitsFor: uuid(),
    /** The api's clock, the same millisecond as in the id. */
    createdAt: time().notNull(),
    /** Start of the first attempt; null until then. */
    startedAt: time(),
    /** Null until terminal. */
    finishedAt: time(),
    /** When retention removes it, unless it is kept; null until terminal. */
    expiresAt: time(),
  },
  (t) => [
    // No index knows a column that a claim changes, `status` least of all: so a claim touches no index (a heap-only
    // update), which halves its cost. What has not ended is told by `finished_at`, which changes but once.
    //
    // The owner's list, newest first; with the model filter; and the rare ends, which a scan of all would bury.
    index('jobs_owner_idx').on(t.owner, t.id),
    index('jobs_owner_model_idx').on(t.owner, t.model, t.id),
    index('jobs_owner_unsuccessful_idx')
      .on(t.owner, t.id)
      .where(sql`${t.finishedAt} is not null and ${t.result} is null`),
    // A model's queue in the order it is served: position, depth, oldest, what runs, and whose bell was lost.
    index('jobs_open_idx').on(t.model, t.rank, t.id).where(sql`${t.finishedAt} is null`),
    // The sweeper's passes: deadlines, retention.
    index('jobs_deadline_idx')
      .on(t.deadlineAt)
      .where(sql`${t.finishedAt} is null and ${t.deadlineAt} is not null`),
    index('jobs_expires_idx')
      .on(t.expiresAt)
      .where(sql`${t.expiresAt} is not null and ${t.collectionId} is null and ${t.verifiedAt} is null`),
    // A batch's results, in the order of its files, each once; and its list, newest first.
    uniqueIndex('jobs_batch_position_idx')
      .on(t.batchId, t.batchPosition)
      .where(sql`${t.batchId} is not null`),
    index('jobs_batch_idx').on(t.batchId, t.id).where(sql`${t.batchId} is not null`),
    // What was verified, for exports and for a collection's count; and a model's accuracy.
    index('jobs_verified_idx').on(t.owner, t.id).where(sql`${t.verifiedAt} is not null`),
    index('jobs_collection_verified_idx').on(t.collectionId).where(sql`${t.verifiedAt} is not null`),
    index('jobs_judged_idx').on(t.owner, t.model).where(sql`${t.tally} is not null`),
    // A collection's list, newest first; and its counts.
    index('jobs_collection_idx').on(t.collectionId, t.id).where(sql`${t.collectionId} is not null`),
    index('jobs_collection_input_idx')
      .on(t.collectionId, t.inputSha256)
      .where(sql`${t.collectionId} is not null`),
    // Inputs that are not to be kept.
    index('jobs_unkept_idx')
      .on(t.id)
      .where(sql`not ${t.keepsInput} and ${t.finishedAt} is not null and ${t.inputStore} <> 'removed'`),
    uniqueIndex('jobs_idempotency_idx')
      .on(t.owner, t.idempotencyKey)
      .where(sql`${t.idempotencyKey} is not null`),
    // Of jobs with one answer one runs, the others wait for it; and the answers that there are.
    uniqueIndex('jobs_leader_idx')
      .on(t.owner, t.cacheKey)
      .where(sql`${t.cacheKey} is not null and ${t.waitsFor} is null and ${t.finishedAt} is null`),
    index('jobs_cache_idx')
      .on(t.owner, t.cacheKey, t.id)
      .where(sql`${t.cacheKey} is not null and ${t.result} is not null`),
    index('jobs_waiting_idx')
      .on(t.waitsFor)
      .where(sql`${t.waitsFor} is not null and ${t.finishedAt} is null`),
  ],
);

/**
 * Inputs small enough to be durable with the row's own insert. A table of their own, so that the updates of
 * `jobs` never copy them. No foreign key: its trigger would run per insert, and the one statement that deletes
 * jobs deletes here too.
 */
export const jobInputs = pgTable('job_inputs', {
  jobId: uuid().primaryKey(),
  bytes: bytea().notNull(),
});

/** Worker processes that are alive; one row each, written by its own heartbeat. */
export const workers = pgTable('workers', {
  /** `host:pid:random`, made anew at each start. */
  id: text().primaryKey(),
  startedAt: time().notNull().defaultNow(),
  /** Last sign of life; a row silent for a minute is removed by the sweeper. */
  seenAt: time().notNull().defaultNow(),
  /** What it serves and does, for `/v1/system`, `/v1/models` and `/metrics`. */
  report: jsonb().$type<WorkerReport>().notNull(),
});

/** What the workers have found out about each model file by loading it. */
export const loadedModels = pgTable(
  'loaded_models',
  {
    name: text().notNull(),
    /** Hex SHA-256 of the ONNX file: what was found out holds for these bytes alone. */
    sha256: text().notNull(),
    /** Inputs and outputs of the session; null when it could not be loaded. */
    signature: jsonb().$type<Signature>(),
    /** Why it is not served, fit for a stranger; null when it is. */
    error: text(),
    loadedAt: time().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.name, t.sha256] })],
);

export type JobRow = typeof jobs.$inferSelect;
