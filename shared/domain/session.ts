import { z } from 'zod';
import { SCOPES } from './access.ts';

/** Who is signed in, as the api shows it. */
export const sessionSchema = z
  .object({
    auth: z.enum(['none', 'keys']).meta({ description: '`none`: there is no sign-in, everything is yours' }),
    registration: z.enum(['open', 'closed']).meta({ description: 'Whether anybody may make an account' }),
    owner: z.string().nullable().meta({ description: 'Null when not signed in' }),
    email: z.string().nullable(),
    scopes: z.array(z.enum(SCOPES)),
    csrfToken: z
      .string()
      .nullable()
      .meta({ description: 'To be sent as `X-CSRF-Token` with every change that a page makes by cookie' }),
  })
  .meta({ id: 'Session' });

export type Session = z.output<typeof sessionSchema>;
