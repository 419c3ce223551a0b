import type { Context } from 'hono';
import { hasCollection } from '../shared/collections/list-collections.ts';
import type { Sql } from '../shared/db/client.ts';
import { AppError } from '../shared/domain/errors.ts';
import { isJobId } from '../shared/domain/job-id.ts';

/**
 * The id of the collection in the path.
 *
 * @throws AppError `not-found` when it cannot be one
 */
export function collectionIdOf(c: Context): string {
  const id = c.req.param('id')?.toLowerCase() ?? '';
  if (!isJobId(id)) throw noSuchCollection();
  return id;
}

/** The answer for a collection that is not there, or not the caller's. */
export function noSuchCollection(): AppError {
  return new AppError('not-found', 'There is no such collection');
}

/** The answer to who wants to put something into a collection that is not there, or not theirs. */
function unknownCollection(): AppError {
  return new AppError('unknown-collection', 'collection: you have no collection of this id');
}

/** @throws AppError `unknown-collection` */
export async function refuseUnknownCollection(
  { collectionId, owner }: { collectionId: string | null; owner: string },
  sql: Sql,
): Promise<void> {
  if (collectionId !== null && !(await hasCollection(sql, { id: collectionId, owner })))
    throw unknownCollection();
}
