import type { BlobStore } from '../blobs.ts';
import type { Sql } from '../db/client.ts';
import type { Removal } from '../domain/removal.ts';
import type { Hints } from '../hints.ts';
import { hasBlobs } from '../jobs/remove-jobs.ts';
import { finishRemoval, removeSome } from './remove-some.ts';

/** Jobs in one statement, so that nobody who needs their rows has to wait for long. */
const LIMIT = 1000;
/** Folders of blobs that are removed at a time. */
const FOLDERS = 16;

/**
 * Does what the deletion of something has ordered, to the end. Safe to repeat and to overlap: whoever comes second takes
 * what the first has left, and the order stands until nothing is left.
 *
 * @param options `mostRounds`: after so many statements the rest is left to another call
 */
export async function carryOutRemoval(
  { sql, blobs, hints }: { sql: Sql; blobs: BlobStore; hints: Hints },
  removal: Removal,
  { retentionMs, mostRounds = Infinity }: { retentionMs: number; mostRounds?: number },
): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const { count, deleted } = await removeSome(sql, removal, { limit: LIMIT, retentionMs });
    hints.ring(deleted.map(({ id }) => id));
    const withBlobs = deleted.filter(hasBlobs);
    for (let i = 0; i < withBlobs.length; i += FOLDERS)
      await Promise.all(withBlobs.slice(i, i + FOLDERS).map(({ id }) => blobs.remove(id)));
    if (count < LIMIT) break;
  }
  await finishRemoval(sql, removal);
}
