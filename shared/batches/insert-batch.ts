import type { BatchRow } from '../db/batch-schema.ts';
import type { Sql } from '../db/client.ts';

/** What the api knows of a batch before it takes its files. */
export type NewBatch = Pick<
  BatchRow,
  'id' | 'owner' | 'model' | 'modelVersion' | 'metadata' | 'files' | 'idempotencyKey' | 'requestSha256'
>;

/** Makes a batch durable that holds nothing yet. @returns undefined when its owner has used its `Idempotency-Key` */
export async function insertBatch(sql: Sql, batch: NewBatch): Promise<BatchRow | undefined> {
  const [row] = await sql<BatchRow[]>`
    insert into batches (id, owner, model, model_version, metadata, files, idempotency_key, request_sha256)
    values (
      ${batch.id}, ${batch.owner}, ${batch.model}, ${batch.modelVersion},
      ${JSON.stringify(batch.metadata)}::text::jsonb, ${batch.files}, ${batch.idempotencyKey}, ${batch.requestSha256}
    )
    on conflict (owner, idempotency_key) where idempotency_key is not null do nothing
    returning *`;
  return row;
}
