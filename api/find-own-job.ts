import type { Context } from 'hono';
import type { JobRow } from '../shared/db/schema.ts';
import { AppError } from '../shared/domain/errors.ts';
import { isJobId } from '../shared/domain/job-id.ts';
import { principalOf } from './access/authenticate.ts';
import type { Deps } from './deps.ts';

/** Whose jobs the request is about; `local` without sign-in. */
export function ownerOf(c: Context): string {
  return principalOf(c).owner;
}

/**
 * The id in the path.
 *
 * @throws AppError `not-found` when it cannot be one: what it looks like is nobody's business
 */
export function jobIdOf(c: Context): string {
  const id = c.req.param('id')?.toLowerCase() ?? '';
  if (!isJobId(id)) throw noSuchJob();
  return id;
}

/**
 * The job in the path.
 *
 * @throws AppError `not-found`, also when it is somebody else's
 */
export async function findOwnJob(c: Context, deps: Deps): Promise<JobRow> {
  const row = await deps.feed.find(jobIdOf(c));
  if (row?.owner !== ownerOf(c)) throw noSuchJob();
  return row;
}

/** The answer for a job that is not there, or not the caller's. */
export function noSuchJob(): AppError {
  return new AppError('not-found', 'There is no such job');
}
