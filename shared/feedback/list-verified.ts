import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/** What an export tells of a verified job. */
export type VerifiedJob = Pick<
  JobRow,
  | 'id'
  | 'model'
  | 'modelVersion'
  | 'collectionId'
  | 'batchId'
  | 'inputSha256'
  | 'inputSizeBytes'
  | 'inputMediaType'
  | 'inputName'
  | 'inputStore'
  | 'artifacts'
  | 'attempt'
> & {
  readonly result: NonNullable<JobRow['result']>;
  readonly feedback: NonNullable<JobRow['feedback']>;
};

/** Which of them. */
export type VerifiedFilter = {
  readonly owner: string;
  readonly model?: string | undefined;
  readonly collection?: string | undefined;
  readonly batch?: string | undefined;
};

/** Jobs in hand at a time: the result of a night has a megabyte. */
const PAGE = 25;

/** An owner's verified jobs, oldest first; read a page at a time, as they are asked for. */
export async function* listVerified(sql: Sql, filter: VerifiedFilter): AsyncGenerator<VerifiedJob> {
  const { owner, model, collection, batch } = filter;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await sql<VerifiedJob[]>`
      select id, model, model_version, collection_id, batch_id, input_sha256, input_size_bytes, input_media_type,
        input_name, input_store, artifacts, attempt, result, feedback
      from jobs
      where owner = ${owner} and verified_at is not null and id > ${after}
        ${model === undefined ? sql`` : sql`and model = ${model}`}
        ${collection === undefined ? sql`` : sql`and collection_id = ${collection}`}
        ${batch === undefined ? sql`` : sql`and batch_id = ${batch}`}
      order by id limit ${PAGE}`;
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}
