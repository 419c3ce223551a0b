import { index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { time } from './schema.ts';

/** People who sign in with a password. Their id is the owner of what they submit. */
export const accounts = pgTable('accounts', {
  id: uuid().primaryKey().defaultRandom(),
  /** Lower case. */
  email: text().notNull().unique(),
  /** argon2id in PHC format, its own salt included. */
  passwordHash: text().notNull(),
  createdAt: time().notNull().defaultNow(),
});

/** Keys for programs. The key itself is shown once and stored nowhere. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Whose jobs it submits and sees. */
    owner: text().notNull(),
    /** For people. */
    name: text().notNull(),
    /** Hex SHA-256 of the whole key; 32 random bytes need no slow hash. */
    sha256: text().notNull().unique(),
    /** `pk_` and the first characters, to recognise it by. */
    hint: text().notNull(),
    /** What it may do, see `SCOPES`. */
    scopes: text().array().notNull(),
    createdAt: time().notNull().defaultNow(),
    /** Not valid from then on; null for ever. */
    expiresAt: time(),
    /** Not valid any more; null while it is. */
    revokedAt: time(),
    /** Last use, to the minute; null when never used. */
    lastUsedAt: time(),
  },
  (t) => [index('api_keys_owner_idx').on(t.owner, t.createdAt)],
);

/** Browsers that are signed in. */
export const sessions = pgTable(
  'sessions',
  {
    /** Hex SHA-256 of the cookie. */
    sha256: text().primaryKey(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    createdAt: time().notNull().defaultNow(),
    expiresAt: time().notNull(),
  },
  (t) => [index('sessions_account_idx').on(t.accountId), index('sessions_expires_idx').on(t.expiresAt)],
);

/** Counters of rate-limiter-flexible, where there is no Redis to count in. Its own names and types. */
export const rateLimits = pgTable('rate_limits', {
  key: text().primaryKey(),
  points: integer().notNull(),
  expire: timestamp({ withTimezone: true, mode: 'date' }),
});
