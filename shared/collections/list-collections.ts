import type { Fragment, Sql } from '../db/client.ts';

/** A collection with what it holds. */
export type CountedCollection = {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly createdAt: string;
  readonly jobs: number;
  /** Different ones, by content. */
  readonly inputs: number;
  readonly verified: number;
};

/** An owner's collections, newest first; one more than `limit` when there is a next page. */
export async function listCollections(
  sql: Sql,
  filter: {
    readonly owner: string;
    /** Only the one of this name. */
    readonly name?: string | undefined;
    /** Only collections older than this one: the last of the page before. */
    readonly beforeId?: string | undefined;
    readonly limit: number;
  },
): Promise<CountedCollection[]> {
  const { owner, name, beforeId, limit } = filter;
  return await sql<CountedCollection[]>`
    select page.*, ${counts(sql)}
    from (
      select * from collections
      where owner = ${owner}
        ${name === undefined ? sql`` : sql`and name = ${name}`}
        ${beforeId === undefined ? sql`` : sql`and id < ${beforeId}`}
      order by id desc limit ${limit + 1}
    ) as page
    order by id desc`;
}

/** One of an owner's collections; undefined when there is none. */
export async function findCollection(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<CountedCollection | undefined> {
  const [found] = await sql<CountedCollection[]>`
    select page.*, ${counts(sql)} from collections as page where id = ${id} and owner = ${owner}`;
  return found;
}

/** Whether an owner has this collection; counts nothing. */
export async function hasCollection(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<boolean> {
  const found = await sql`select 1 from collections where id = ${id} and owner = ${owner}`;
  return found.length > 0;
}

/** What a collection called `page` holds: read from the collection's own part of two indexes, and no more. */
function counts(sql: Sql): Fragment {
  return sql`
    (select count(*)::int from jobs where collection_id = page.id) as jobs,
    (select count(distinct input_sha256)::int from jobs where collection_id = page.id) as inputs,
    (select count(*)::int from jobs where collection_id = page.id and verified_at is not null) as verified`;
}
