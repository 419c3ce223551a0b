import type { Sql } from '../db/client.ts';
import { newJobId } from '../domain/job-id.ts';
import type { CountedCollection } from './list-collections.ts';

/** Makes an empty collection. @returns undefined when its owner has one of this name */
export async function createCollection(
  sql: Sql,
  { owner, name }: { owner: string; name: string },
): Promise<CountedCollection | undefined> {
  const [made] = await sql<CountedCollection[]>`
    insert into collections (id, owner, name) values (${newJobId()}, ${owner}, ${name})
    on conflict (owner, name) do nothing
    returning *, 0 as jobs, 0 as inputs, 0 as verified`;
  return made;
}
