import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import { createAccount, findAccountByEmail } from '../../../shared/access/accounts.ts';
import { hashPassword, isPassword } from '../../../shared/access/password.ts';
import { hashToken } from '../../../shared/access/secret-token.ts';
import { createSession, endSession } from '../../../shared/access/sessions.ts';
import { emailSchema } from '../../../shared/domain/account.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { isStorable } from '../../../shared/domain/storable.ts';
import { SESSION_COOKIE } from '../../access/credentials.ts';
import { setSessionCookie } from '../../access/session-cookie.ts';
import { addressOf } from '../../limits/address.ts';
import { smallBody } from '../../small-body.ts';
import type { CompatTools } from '../compat-system.ts';
import { flash } from './flash.ts';
import { forMembers, memberPage, visitorPage } from './pages.ts';
import { signedIn } from './signed-in.ts';

const HOME = '<h1>Welcome</h1>';

const LOGIN = `<h1>Log in</h1>
<form method="post" action="/login">
  <p><label>Email <input type="email" name="email" autocomplete="username" required></label></p>
  <p><label>Password <input type="password" name="password" autocomplete="current-password" required></label></p>
  <button>Log in</button>
</form>`;

const REGISTER = `<h1>Register</h1>
<form method="post" action="/register/">
  <p><label>Email <input type="email" name="email" autocomplete="username" required></label></p>
  <p><label>Password <input type="password" name="password" autocomplete="new-password" required></label></p>
  <p><label>Again <input type="password" name="password2" autocomplete="new-password" required></label></p>
  <button>Register</button>
</form>`;

/** Firebase's own bound, by which the people of the original have chosen theirs. */
const LEAST_PASSWORD = 6;

/** `/login`, `/register/` and `/logout`. Accounts are those of the api; refusals are said in Firebase's codes. */
export function accountPages(app: Hono, tools: CompatTools): void {
  const { access, config, database } = tools.deps;
  const { sql } = database;

  app.get('/login', async (c) => ((await signedIn(c, tools)) ? memberPage(c, HOME) : visitorPage(c, LOGIN)));
  app.get('/register/', (c) => visitorPage(c, REGISTER));

  app.post('/login', smallBody, async (c) => {
    const { email = '', password = '' } = await readForm(c);
    const who = { address: addressOf(c, config), email };
    if (!(await mayTry(tools, who))) return visitorPage(c, refusal('TOO_MANY_ATTEMPTS_TRY_LATER') + LOGIN);
    const account = await findAccountByEmail(sql, email.trim().toLowerCase());
    if (!(await isPassword(password, account?.passwordHash)) || !account)
      return visitorPage(c, refusal('INVALID_LOGIN_CREDENTIALS') + LOGIN);
    await access.logIns.forgive(who);
    setSessionCookie(c, (await createSession(sql, account.id)).token);
    flash(c, 'Successful login!');
    return c.redirect('/home', 302);
  });

  app.post('/register/', smallBody, async (c) => {
    const { email = '', password = '', password2 } = await readForm(c);
    const refuse = (message: string) => {
      flash(c, message);
      return c.redirect('/register/', 302);
    };
    if (password !== password2) return refuse('Passwords are different');
    if (config.AUTH === 'keys' && config.REGISTRATION === 'closed') return refuse('OPERATION_NOT_ALLOWED');
    const address = emailSchema.safeParse(email);
    if (!address.success) return refuse('INVALID_EMAIL');
    if (password.length < LEAST_PASSWORD || password.length > 1024 || !isStorable(password))
      return refuse('WEAK_PASSWORD');
    if (!(await mayTry(tools, { address: addressOf(c, config), email })))
      return refuse('TOO_MANY_ATTEMPTS_TRY_LATER');
    const made = await createAccount(sql, {
      email: address.data,
      passwordHash: await hashPassword(password),
    });
    if (!made) return refuse('EMAIL_EXISTS');
    flash(c, 'Congratulations, you are now a registered user!');
    return c.redirect('/login', 302);
  });

  app.get('/logout', (c) =>
    forMembers(c, tools, async () => {
      const token = getCookie(c, SESSION_COOKIE) ?? '';
      await endSession(sql, hashToken(token));
      access.tokens.forget(token);
      deleteCookie(c, SESSION_COOKIE, { path: '/' });
      flash(c, 'Successful log out!');
      return c.redirect('/login', 302);
    }),
  );
}

async function mayTry({ deps }: CompatTools, who: { address: string; email: string }): Promise<boolean> {
  return await deps.access.logIns.refuseTooMany(who).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false;
      throw error;
    },
  );
}

async function readForm(c: Context): Promise<Record<string, string>> {
  const form = await c.req.parseBody().catch(() => ({}));
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function refusal(code: string): string {
  return `<p class="flash" role="alert">${code}</p>\n`;
}
