import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/** What the api knows of a job when it accepts it; everything else starts at its default. */
export type NewJob = Pick<
  JobRow,
  | 'id'
  | 'owner'
  | 'model'
  | 'modelVersion'
  | 'priority'
  | 'params'
  | 'metadata'
  | 'inputSha256'
  | 'inputSizeBytes'
  | 'inputMediaType'
  | 'inputName'
  | 'idempotencyKey'
  | 'requestSha256'
  | 'createdAt'
> & {
  /** Not started within this time of the insert: failed. Null for no deadline. */
  readonly deadlineMs: number | null;
  readonly acceptMs: number;
  /** The input itself where it is small enough for the row's insert; null when it stands in the blob store. */
  readonly inlineInput: Uint8Array | null;
};

/**
 * Inserts jobs with their small inputs in one statement: after it they are durable and queued, or none is.
 * A job whose `Idempotency-Key` its owner has already used is left out.
 *
 * @returns the ids inserted, in no particular order
 */
export async function insertJobs(sql: Sql, news: readonly NewJob[]): Promise<string[]> {
  // One document for all: arrays of columns took the client a third more CPU, and Postgres as much. Here and below
  // each field is named, because spreading objects of this size costs several microseconds a job.
  const rows = JSON.stringify(
    news.map((job) => ({
      id: job.id,
      owner: job.owner,
      model: job.model,
      modelVersion: job.modelVersion,
      priority: job.priority,
      params: job.params,
      metadata: job.metadata,
      inputSha256: job.inputSha256,
      inputSizeBytes: job.inputSizeBytes,
      inputMediaType: job.inputMediaType,
      inputName: job.inputName,
      idempotencyKey: job.idempotencyKey,
      requestSha256: job.requestSha256,
      createdAt: job.createdAt,
      deadlineMs: job.deadlineMs,
      acceptMs: job.acceptMs,
      input: job.inlineInput && Buffer.from(job.inlineInput).toString('base64'),
    })),
  );
  const inserted = await sql<{ id: string }[]>`
    with incoming as (
      select * from json_to_recordset(${rows}::text::json) as t (
        id uuid, owner text, model text, "modelVersion" text, priority smallint, params jsonb, metadata jsonb,
        "inputSha256" text, "inputSizeBytes" bigint, "inputMediaType" text, "inputName" text,
        "idempotencyKey" text, "requestSha256" text, "createdAt" timestamptz, "deadlineMs" float8,
        "acceptMs" float8, input text
      )
    ), inserted as (
      insert into jobs (
        id, owner, model, model_version, priority, params, metadata, input_sha256, input_size_bytes,
        input_media_type, input_name, input_store, idempotency_key, request_sha256, created_at, deadline_at, timings
      )
      select
        id, owner, model, "modelVersion", priority, params, metadata, "inputSha256", "inputSizeBytes",
        "inputMediaType", "inputName", case when input is null then 'blob' else 'inline' end, "idempotencyKey",
        "requestSha256", "createdAt", now() + "deadlineMs" * interval '1 ms',
        jsonb_build_object('acceptMs', "acceptMs")
      from incoming
      on conflict (owner, idempotency_key) where idempotency_key is not null do nothing
      returning id
    ), stored as (
      insert into job_inputs (job_id, bytes)
      select incoming.id, decode(incoming.input, 'base64')
      from incoming join inserted using (id)
      where incoming.input is not null
    )
    select id from inserted`;
  return inserted.map((row) => row.id);
}

/** A row as `insertJobs` has just written it, but for what Postgres' clock has put in. */
export type InsertedJob = Omit<JobRow, 'queuedAt' | 'dueAt' | 'deadlineAt'>;

/** What reading the row back would give. */
export function insertedJob(job: NewJob): InsertedJob {
  return {
    id: job.id,
    owner: job.owner,
    model: job.model,
    modelVersion: job.modelVersion,
    status: 'queued',
    priority: job.priority,
    attempt: 0,
    failures: 0,
    params: job.params,
    metadata: job.metadata,
    inputSha256: job.inputSha256,
    inputSizeBytes: job.inputSizeBytes,
    inputMediaType: job.inputMediaType,
    inputName: job.inputName,
    inputStore: job.inlineInput ? 'inline' : 'blob',
    result: null,
    artifacts: [],
    error: null,
    timings: { acceptMs: job.acceptMs },
    receipt: null,
    spentAttempts: [],
    seq: 1,
    workerId: null,
    leaseUntil: null,
    idempotencyKey: job.idempotencyKey,
    requestSha256: job.requestSha256,
    createdAt: job.createdAt,
    startedAt: null,
    finishedAt: null,
    expiresAt: null,
  };
}
