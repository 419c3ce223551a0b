import type { Sql } from '../db/client.ts';

/** Jobs of one owner that have one answer. */
export type CacheKey = { readonly owner: string; readonly cacheKey: string };

/** The job whose result others take: it has one, or is to have one. Null where there is none. */
export type Leader = CacheKey & { readonly id: string | null };

/**
 * For each key the last job that has a result, else the one that runs or waits to.
 */
export async function findLeaders(sql: Sql, keys: readonly CacheKey[]): Promise<Leader[]> {
  return await sql<Leader[]>`
    select asked.owner, asked.cache_key, coalesce(
      (
        select id from jobs
        where jobs.owner = asked.owner and jobs.cache_key = asked.cache_key and cache_key is not null
          and result is not null
        order by id desc limit 1
      ), (
        select id from jobs
        where jobs.owner = asked.owner and jobs.cache_key = asked.cache_key and cache_key is not null
          and waits_for is null and finished_at is null
      )
    ) as id
    from unnest(
      ${keys.map((key) => key.owner)}::text[], ${keys.map((key) => key.cacheKey)}::text[]
    ) as asked (owner, cache_key)`;
}
