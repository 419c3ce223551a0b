import { z } from 'zod';
import { isStorable } from './storable.ts';

/** NIST SP 800-63B: length counts, rules about characters do not. */
export const passwordSchema = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(1024)
  .refine(isStorable, 'holds a character that cannot be stored');

/** An e-mail address as accounts are told apart by it: lower case. */
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** An account as the api shows it. */
export const accountSchema = z
  .object({ id: z.uuid(), email: z.string(), createdAt: z.string().meta({ format: 'date-time' }) })
  .meta({ id: 'Account' });

export type Account = z.output<typeof accountSchema>;
