import { z } from 'zod';
import { AppError } from '../shared/domain/errors.ts';
import { isJobId } from '../shared/domain/job-id.ts';

/** Which page of a list is asked for, as parameters of a query. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .default(50),
  cursor: z.string().max(256).optional().meta({ description: '`nextCursor` of the page before' }),
};

/** What a page says of the one after it. */
export const nextCursorSchema = z.string().nullable();

/**
 * A page of what was found.
 *
 * @param rows one more than `limit` where there is a page after it
 * @param placeOf says where a row stands in the order of the list; what a cursor holds
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => string,
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, nextCursor: last ? Buffer.from(placeOf(last)).toString('base64url') : null };
}

/**
 * The place that a cursor holds.
 *
 * @param read gives undefined for a text that no cursor holds
 * @throws AppError `invalid-cursor`
 */
export function placeOfCursor<Place>(cursor: string, read: (text: string) => Place | undefined): Place {
  const place = read(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (place === undefined) throw new AppError('invalid-cursor', 'cursor: is not one that a page has given');
  return place;
}

/** A place that is an id: of a list that is ordered by it. */
export function readId(text: string): string | undefined {
  return isJobId(text) ? text : undefined;
}
