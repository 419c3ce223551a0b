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
  | 'batchId'
  | 'batchPosition'
  | 'collectionId'
  | 'inputSha256'
  | 'inputSizeBytes'
  | 'inputMediaType'
  | 'inputName'
  | 'keepsInput'
  | 'idempotencyKey'
  | 'requestSha256'
  | 'rank'
  | 'webhook'
  | 'cacheKey'
  | 'waitsFor'
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
 * Left out is a job whose `Idempotency-Key` its owner has already used, one whose answer another job is to find, one whose
 * collection or batch its owner has not, or not any more, and one whose batch was canceled or has a job in its place.
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
      batchId: job.batchId,
      batchPosition: job.batchPosition,
      collectionId: job.collectionId,
      inputSha256: job.inputSha256,
      inputSizeBytes: job.inputSizeBytes,
      inputMediaType: job.inputMediaType,
      inputName: job.inputName,
      keepsInput: job.keepsInput,
      idempotencyKey: job.idempotencyKey,
      requestSha256: job.requestSha256,
      rank: job.rank,
      webhook: job.webhook,
      cacheKey: job.cacheKey,
      waitsFor: job.waitsFor,
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
        "batchId" uuid, "batchPosition" int, "collectionId" uuid, "inputSha256" text, "inputSizeBytes" bigint, "inputMediaType" text, "inputName" text, "keepsInput" boolean,
        "idempotencyKey" text, "requestSha256" text, rank smallint, webhook jsonb, "cacheKey" text, "waitsFor" uuid,
        "createdAt" timestamptz, "deadlineMs" float8, "acceptMs" float8, input text
      )
    ), held as (
      -- So that none is deleted before its job is in it.
      select id, owner from collections
      where id = any(array(select "collectionId" from incoming where "collectionId" is not null))
      order by id for key share
    ), held_batches as (
      -- In such a way that none is canceled before its jobs are there to be canceled.
      select id, owner from batches
      where id = any(array(select "batchId" from incoming where "batchId" is not null)) and canceled_at is null
      order by id for share
    ), inserted as (
      insert into jobs (
        id, owner, model, model_version, priority, params, metadata, batch_id, batch_position, collection_id, input_sha256,
        input_size_bytes, input_media_type, input_name, input_store, keeps_input, idempotency_key, request_sha256, rank, webhook, cache_key, waits_for,
        created_at, deadline_at, timings
      )
      select
        id, owner, model, "modelVersion", priority, params, metadata, "batchId", "batchPosition", "collectionId", "inputSha256",
        "inputSizeBytes", "inputMediaType", "inputName", case when input is null then 'blob' else 'inline' end, "keepsInput", "idempotencyKey",
        "requestSha256", rank, webhook, "cacheKey", "waitsFor", "createdAt", now() + "deadlineMs" * interval '1 ms',
        jsonb_build_object('acceptMs', "acceptMs")
      from incoming
      where ("collectionId" is null or exists (
          select 1 from held where held.id = "collectionId" and held.owner = incoming.owner
        )) and ("batchId" is null or exists (
          select 1 from held_batches where held_batches.id = "batchId" and held_batches.owner = incoming.owner
        ))
      on conflict do nothing
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
    batchId: job.batchId,
    batchPosition: job.batchPosition,
    collectionId: job.collectionId,
    feedback: null,
    tally: null,
    verifiedAt: null,
    edits: 0,
    inputSha256: job.inputSha256,
    inputSizeBytes: job.inputSizeBytes,
    inputMediaType: job.inputMediaType,
    inputName: job.inputName,
    inputStore: job.inlineInput ? 'inline' : 'blob',
    keepsInput: job.keepsInput,
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
    rank: job.rank,
    webhook: job.webhook,
    cacheKey: job.cacheKey,
    waitsFor: job.waitsFor,
    createdAt: job.createdAt,
    startedAt: null,
    finishedAt: null,
    expiresAt: null,
  };
}
