import type { Sql } from '../db/client.ts';

/**
 * Gives a collection another name.
 *
 * @returns `taken` when its owner has another of this name, `missing` when there is none of this owner
 */
export async function renameCollection(
  sql: Sql,
  { id, owner, name }: { id: string; owner: string; name: string },
): Promise<'renamed' | 'taken' | 'missing'> {
  try {
    const { count } = await sql`
      update collections set name = ${name} where id = ${id} and owner = ${owner}`;
    return count === 1 ? 'renamed' : 'missing';
  } catch (error) {
    // Whether the name is free can only be told by taking it.
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}

/** PostgreSQL, appendix A. */
const UNIQUE_VIOLATION = '23505';
