import { sql } from 'drizzle-orm';
import {
  bigint,
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
import type { SpentAttempt } from '../domain/history.ts';
import type { JobError } from '../domain/job-error.ts';
import { JOB_STATUSES } from '../domain/job-status.ts';
import type { Params } from '../domain/params.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Artifact, TaskResult } from '../domain/task-result.ts';
import type { Signature } from '../domain/tensor.ts';
import type { Timings } from '../domain/timings.ts';
import type { WorkerReport } from '../domain/worker-report.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
/** Read as Postgres writes it, because the raw statements share the connection; `jobView` makes it RFC 3339. */
const time = () => timestamp({ withTimezone: true, mode: 'string' });

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
    /** `inline`: in `job_inputs`; `blob`: in the blob store under the job's id. */
    inputStore: text({ enum: ['inline', 'blob'] }).notNull(),
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
    /** The api's clock, the same millisecond as in the id. */
    createdAt: time().notNull(),
    /** Start of the first attempt; null until then. */
    startedAt: time(),
    /** Null until terminal. */
    finishedAt: time(),
    /** When retention removes it; null until terminal. */
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
    index('jobs_open_idx').on(t.model, t.priority, t.id).where(sql`${t.finishedAt} is null`),
    // The sweeper's passes: deadlines, retention.
    index('jobs_deadline_idx')
      .on(t.deadlineAt)
      .where(sql`${t.finishedAt} is null and ${t.deadlineAt} is not null`),
    index('jobs_expires_idx').on(t.expiresAt).where(sql`${t.expiresAt} is not null`),
    uniqueIndex('jobs_idempotency_idx')
      .on(t.owner, t.idempotencyKey)
      .where(sql`${t.idempotencyKey} is not null`),
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
