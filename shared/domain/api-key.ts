import { z } from 'zod';
import { SCOPES } from './access.ts';
import { isStorable } from './storable.ts';

const time = z.string().meta({ format: 'date-time' }).nullable();

/** An API key as the api shows it: never the key itself. */
export const keySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    hint: z.string().meta({ description: 'Its first characters', example: 'pk_x4Tq0Z' }),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: z.string().meta({ format: 'date-time' }),
    expiresAt: time,
    revokedAt: time,
    lastUsedAt: time.meta({ description: 'To the minute' }),
  })
  .meta({ id: 'ApiKey' });

/** What a client says of a key to be made. */
export const newKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100).refine(isStorable).meta({ example: 'nightly run' }),
    scopes: z.array(z.enum(SCOPES)).min(1).default(['jobs:read', 'jobs:write']),
    expiresInDays: z.int().min(1).max(3650).nullable().default(null),
  })
  .meta({ id: 'NewApiKey' });

/** A key that was just made, with the key itself, this once. */
export const keyShownSchema = keySchema.extend({ key: z.string() }).meta({ id: 'NewApiKeyShown' });

export type ShownKey = z.output<typeof keyShownSchema>;
export type NewKey = z.input<typeof newKeySchema>;
export type Key = z.output<typeof keySchema>;
