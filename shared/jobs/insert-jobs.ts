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
 * @returns the rows inserted, in no particular order
 */
export async function insertJobs(sql: Sql, news: readonly NewJob[]): Promise<JobRow[]> {
  const column = <T>(pick: (job: NewJob) => T) => news.map(pick);
  return await sql<JobRow[]>`
    with incoming as (
      select * from unnest(
        ${column((j) => j.id)}::uuid[], ${column((j) => j.owner)}::text[], ${column((j) => j.model)}::text[],
        ${column((j) => j.modelVersion)}::text[], ${column((j) => j.priority)}::smallint[],
        ${column((j) => JSON.stringify(j.params))}::text[], ${column((j) => JSON.stringify(j.metadata))}::text[],
        ${column((j) => j.inputSha256)}::text[], ${column((j) => j.inputSizeBytes)}::bigint[],
        ${column((j) => j.inputMediaType)}::text[], ${column((j) => j.inputName)}::text[],
        ${column((j) => j.idempotencyKey)}::text[], ${column((j) => j.requestSha256)}::text[],
        ${column((j) => j.createdAt)}::text[], ${column((j) => j.deadlineMs)}::float8[],
        ${column((j) => j.acceptMs)}::float8[],
        -- postgres.js cannot infer bytea[], and drizzle takes timestamptz[] from it: they travel as text.
        ${column((j) => j.inlineInput && Buffer.from(j.inlineInput).toString('base64'))}::text[]
      ) as t (
        id, owner, model, model_version, priority, params, metadata, input_sha256, input_size_bytes,
        input_media_type, input_name, idempotency_key, request_sha256, created_at, deadline_ms, accept_ms, input
      )
    ), inserted as (
      insert into jobs (
        id, owner, model, model_version, priority, params, metadata, input_sha256, input_size_bytes,
        input_media_type, input_name, input_store, idempotency_key, request_sha256, created_at, deadline_at,
        timings, history
      )
      select
        id, owner, model, model_version, priority, params::jsonb, metadata::jsonb, input_sha256, input_size_bytes,
        input_media_type, input_name, case when input is null then 'blob' else 'inline' end, idempotency_key,
        request_sha256, created_at::timestamptz, now() + deadline_ms * interval '1 ms',
        jsonb_build_object('acceptMs', accept_ms),
        jsonb_build_array(jsonb_build_object(
          'seq', 1, 'status', 'queued', 'attempt', 0,
          'at', floor(extract(epoch from now()) * 1000), 'xid', pg_current_xact_id()::text
        ))
      from incoming
      on conflict (owner, idempotency_key) where idempotency_key is not null do nothing
      returning *
    ), stored as (
      insert into job_inputs (job_id, bytes)
      select incoming.id, decode(incoming.input, 'base64')
      from incoming join inserted using (id)
      where incoming.input is not null
    )
    select * from inserted`;
}
