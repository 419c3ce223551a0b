import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { REMOVAL_KINDS } from '../domain/removal.ts';
import { time } from './schema.ts';

/** What an owner files jobs under, like a folder of pictures. */
export const collections = pgTable(
  'collections',
  {
    /** UUIDv7; sorts by time. */
    id: uuid().primaryKey(),
    owner: text().notNull(),
    /** Unique per owner. */
    name: text().notNull(),
    createdAt: time().notNull().defaultNow(),
  },
  (t) => [
    index('collections_owner_idx').on(t.owner, t.id),
    uniqueIndex('collections_name_idx').on(t.owner, t.name),
  ],
);

/**
 * What was deleted, and whose jobs are still being removed, some at a time. Inserted in the statement that deletes it,
 * and removed when none of its jobs is left: so a deletion that has begun is carried out, whatever dies meanwhile.
 */
export const removals = pgTable(
  'removals',
  {
    /** What was deleted, and so which jobs go; see `REMOVAL_KINDS`. */
    kind: text({ enum: REMOVAL_KINDS }).notNull(),
    /** Its id. */
    target: text().notNull(),
    createdAt: time().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.target] })],
);
