import type { Sql } from '../db/client.ts';
import type { Signature } from '../domain/tensor.ts';

/** What a worker found out about a model file by loading it. */
export type LoadedModel = {
  readonly name: string;
  readonly sha256: string;
  /** Null when it could not be loaded. */
  readonly signature: Signature | null;
  /** Why it is not served; null when it is. */
  readonly error: string | null;
};

/** Publishes what loading a model has shown; the last worker to load the same file has the word. */
export async function saveLoadedModels(sql: Sql, models: readonly LoadedModel[]): Promise<void> {
  await sql`
    insert into loaded_models (name, sha256, signature, error)
    select name, sha256, signature::jsonb, error from unnest(
      ${models.map((m) => m.name)}::text[], ${models.map((m) => m.sha256)}::text[],
      ${models.map((m) => m.signature && JSON.stringify(m.signature))}::text[], ${models.map((m) => m.error)}::text[]
    ) as t (name, sha256, signature, error)
    on conflict (name, sha256) do update
      set signature = excluded.signature, error = excluded.error, loaded_at = now()`;
}

/** What is known of all model files. */
export async function listLoadedModels(sql: Sql): Promise<LoadedModel[]> {
  return await sql<LoadedModel[]>`select name, sha256, signature, error from loaded_models`;
}
