import type { Hono } from 'hono';
import { findAccountByEmail } from '../../../shared/access/accounts.ts';
import type { CompatTools } from '../compat-system.ts';
import { answer, NachetError, text } from './answer.ts';
import { idOf } from './id-of.ts';

/** Who is meant when nobody is named, as there. */
const NOBODY = 'example@gmail.com';

/** `POST /get-user-id`: an address becomes the name of a container. With sign-in it must be that of an account. */
export function userRoute(app: Hono, { deps }: CompatTools): void {
  const { config, database } = deps;
  app.post('/get-user-id', (c) =>
    answer(c, { deps, doing: 'retrieving user id' }, async (fields) => {
      const email = text(fields['email']).trim().toLowerCase() || NOBODY;
      if (config.AUTH === 'keys' && !(await findAccountByEmail(database.sql, email)))
        throw new NachetError(`Datastore Error retrieving user id for email ${email} : User not found`);
      return { user_id: idOf('user', email) };
    }),
  );
}
