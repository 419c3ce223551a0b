import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../shared/access/accounts.ts';
import { hashPassword } from '../../shared/access/password.ts';
import { submit, submitJob } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { expectProblem } from '../support/problems.ts';
import { openSocket } from '../support/raw-http.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem, type System, startSystem } from '../support/system.ts';

const EMAIL = 'ann@example.org';
const PASSWORD = 'correct horse battery';
const JSON_TYPE = { 'Content-Type': 'application/json' };

const post = (url: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(url, { method, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
const logIn = (url: string, more: object = {}, headers = {}) =>
  post(`${url}/v1/session`, { email: EMAIL, password: PASSWORD, ...more }, headers);

describe.each(availableBackends())('with AUTH=keys on %s', (backend) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(backend, { AUTH: 'keys', REGISTRATION: 'open' });
    await createAccount(system.sql, { email: EMAIL, passwordHash: await hashPassword(PASSWORD) });
  });
  afterAll(() => system.stop());

  describe('a key', () => {
    test('may do what its scopes say and no more', async () => {
      const reads = await keyOf(system, 'scoped', { scopes: ['jobs:read'] });
      const writes = await keyOf(system, 'scoped', { scopes: ['jobs:write'] });
      const refused = { status: 403, code: 'scope-missing' };
      await expectProblem(await submit(system.url, { headers: reads }), { ...refused, says: /jobs:write/ });
      await expectProblem(await fetch(`${system.url}/v1/jobs`, { headers: writes }), refused);
      await expectProblem(await fetch(`${system.url}/v1/keys`, { headers: reads }), refused);
      expect((await submit(system.url, { headers: writes })).status).toBe(202);
      expect((await fetch(`${system.url}/v1/jobs`, { headers: reads })).status).toBe(200);
    });

    test('cannot make one that may do more than itself', async () => {
      const admin = await keyOf(system, 'admin', { scopes: ['admin'] });
      const wanted = { name: 'more', scopes: ['jobs:write'] };
      await expectProblem(await post(`${system.url}/v1/keys`, wanted, admin), {
        status: 403,
        code: 'scope-missing',
      });
    });

    test('is shown once, works, and is refused everywhere within two seconds after it was revoked', async () => {
      const admin = await keyOf(system, 'revoker');
      const made = await post(`${system.url}/v1/keys`, { name: 'short-lived' }, admin);
      expect(made.status).toBe(201);
      const { key, id, hint } = (await made.json()) as { key: string; id: string; hint: string };
      expect(key).toMatch(/^pk_[\w-]{43}$/);
      expect(key.startsWith(hint)).toBe(true);
      expect(JSON.stringify(await system.sql`select * from api_keys where id = ${id}`)).not.toContain(key);

      const headers = { Authorization: `Bearer ${key}` };
      const job = await submitJob(system.url, { headers, fields: { model: 'digits' } });
      expect(await (await fetch(`${system.url}/v1/keys`, { headers: admin })).text()).not.toContain(key);
      await fetch(`${system.url}/v1/keys/${id}`, { method: 'DELETE', headers: admin });
      const revokedAt = Date.now();
      await expect
        .poll(async () => (await fetch(`${system.url}/v1/jobs/${job.id}`, { headers })).status, {
          interval: 50,
        })
        .toBe(401);
      expect(Date.now() - revokedAt).toBeLessThan(2000);
    });

    test('does not work when it has expired', async () => {
      const headers = await keyOf(system, 'late', { expiresInMs: -1 });
      await expectProblem(await fetch(`${system.url}/v1/jobs`, { headers }), {
        status: 401,
        code: 'unauthorized',
        says: /expired/,
      });
    });

    test.each(['Basic YTpi', 'Bearer', 'Bearer pk_nobody', 'pk_nobody', 'Bearer a b'])(
      'is not "%s"',
      async (value) => {
        const response = await fetch(`${system.url}/v1/jobs`, { headers: { Authorization: value } });
        await expectProblem(response, { status: 401, code: 'unauthorized' });
      },
    );

    test('does not work as a cookie, nor a session as a key', async () => {
      const { Authorization } = await keyOf(system, 'cookie');
      const Cookie = `penstock_session=${Authorization.slice(7)}`;
      expect((await fetch(`${system.url}/v1/jobs`, { headers: { Cookie } })).status).toBe(401);
      const session = sessionOf(await logIn(system.url));
      const headers = { Authorization: `Bearer ${session.split('=')[1]}` };
      expect((await fetch(`${system.url}/v1/jobs`, { headers })).status).toBe(401);
    });
  });

  describe('a browser', () => {
    test('signs in, submits with the token of its session, and signs out', async () => {
      const response = await logIn(system.url);
      expect(response.status).toBe(201);
      expect(response.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
      const { csrfToken, email } = (await response.json()) as { csrfToken: string; email: string };
      expect(email).toBe(EMAIL);
      const Cookie = sessionOf(response);
      const Origin = system.url;

      expect((await fetch(`${system.url}/v1/account`, { headers: { Cookie } })).status).toBe(200);
      const refused = { status: 403 };
      await expectProblem(await submit(system.url, { headers: { Cookie, Origin } }), {
        ...refused,
        code: 'csrf-token-invalid',
      });
      const token = { 'X-CSRF-Token': csrfToken };
      await expectProblem(
        await submit(system.url, { headers: { Cookie, ...token, Origin: 'https://evil.example' } }),
        { ...refused, code: 'origin-not-allowed' },
      );
      await expectProblem(await submit(system.url, { headers: { Cookie, ...token, Origin: 'null' } }), {
        ...refused,
        code: 'origin-not-allowed',
      });
      expect((await submit(system.url, { headers: { Cookie, ...token, Origin } })).status).toBe(202);

      const out = { method: 'DELETE', headers: { Cookie, ...token, Origin } };
      expect((await fetch(`${system.url}/v1/session`, out)).status).toBe(204);
      expect((await fetch(`${system.url}/v1/account`, { headers: { Cookie } })).status).toBe(401);
    });

    test('is refused with an address that cannot be stored', async () => {
      for (const email of ['ann@example.org\0', '\ud800@example.org'])
        await expectProblem(await logIn(system.url, { email }), {
          status: 422,
          code: 'invalid-request',
          says: /^email:/,
        });
    });

    test('is told the same of an unknown address and a wrong password', async () => {
      const answers = [];
      for (const wrong of [{ password: 'wrong' }, { email: 'nobody@example.org' }]) {
        const response = await logIn(system.url, wrong);
        answers.push({ status: response.status, ...((await response.json()) as object), requestId: '' });
      }
      expect(answers[0]).toMatchObject({ status: 401, code: 'wrong-credentials' });
      expect(answers[1]).toEqual(answers[0]);
    });

    test('is secure behind TLS', async () => {
      const response = await logIn(system.url, {}, { 'X-Forwarded-Proto': 'https' });
      expect(response.headers.get('set-cookie')).toMatch(/; Secure/);
    });

    test('may try ten passwords of an account, and not even the right one after that', async () => {
      const email = `guessed-${backend}@example.org`;
      await createAccount(system.sql, { email, passwordHash: await hashPassword(PASSWORD) });
      for (let i = 0; i < 10; i++)
        expect((await logIn(system.url, { email, password: `guess ${i}` })).status).toBe(401);
      await expectProblem(await logIn(system.url, { email }), {
        status: 429,
        code: 'too-many-requests',
        headers: { 'retry-after': /^\d{2,3}$/ },
      });
    });

    test('registers, changes its password, and thereby ends its other sessions', async () => {
      const email = `new-${backend}@example.org`;
      const account = { email, password: PASSWORD };
      expect((await post(`${system.url}/v1/account`, account)).status).toBe(201);
      await expectProblem(await post(`${system.url}/v1/account`, account), {
        status: 409,
        code: 'email-taken',
      });
      const [here, there] = [await logIn(system.url, { email }), await logIn(system.url, { email })];
      const { csrfToken } = (await here.json()) as { csrfToken: string };
      const change = { password: PASSWORD, newPassword: 'another long password' };
      const headers = { Cookie: sessionOf(here), 'X-CSRF-Token': csrfToken };
      const changed = await post(`${system.url}/v1/account/password`, change, headers, 'PUT');
      expect(changed.status).toBe(204);
      const statusOf = async (r: Response) =>
        (await fetch(`${system.url}/v1/account`, { headers: { Cookie: sessionOf(r) } })).status;
      expect(await statusOf(here)).toBe(200);
      await expect.poll(() => statusOf(there)).toBe(401);
      expect((await logIn(system.url, { email })).status).toBe(401);
    });

    test.each([
      ['a short password', { email: 'x@example.org', password: 'short' }],
      ['no address', { email: 'x', password: PASSWORD }],
      ['an unknown field', { email: 'x@example.org', password: PASSWORD, admin: true }],
    ])('does not register with %s', async (_, account) => {
      await expectProblem(await post(`${system.url}/v1/account`, account), {
        status: 422,
        code: 'invalid-request',
      });
    });
  });

  test('a stream and a wait end within two seconds after their key was revoked', async () => {
    const quiet = await createSystem(backend, { AUTH: 'keys' });
    try {
      // No worker: the job stays queued.
      await quiet.start('api');
      const headers = await keyOf(quiet, 'follower');
      const { id } = await submitJob(quiet.url, { headers });
      const stream = await fetch(`${quiet.url}/v1/jobs/${id}/events`, { headers });
      const wait = fetch(`${quiet.url}/v1/jobs/${id}?wait=30`, { headers });
      const startedAt = Date.now();
      await quiet.sql`update api_keys set revoked_at = now()`;
      expect(await stream.text()).toContain('event: queued');
      expect((await wait).status).toBe(401);
      expect(Date.now() - startedAt).toBeLessThan(3000);
    } finally {
      await quiet.stop();
    }
  });

  test('keys, passwords and cookies are nowhere in the logs', async () => {
    const { Authorization } = await keyOf(system, 'logged');
    const session = sessionOf(await logIn(system.url));
    await fetch(`${system.url}/v1/jobs?key=${Authorization.slice(7)}`, { headers: { Authorization } });
    await fetch(`${system.url}/v1/jobs`, { headers: { Cookie: session } });
    const output = system.output.join('');
    for (const secret of [Authorization.slice(7), session.split('=')[1]!, PASSWORD])
      expect(output).not.toContain(secret);
    expect(output).not.toMatch(/"level":"error"/);
  });
});

describe('without sign-in', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres');
  });
  afterAll(() => system.stop());

  test.each(['evil.example', 'evil.example:3000', '127.0.0.1.evil.example', '192.168.0.1', '[::2]:3000'])(
    'nobody is answered who calls the server "%s"',
    async (name) => {
      for (const path of ['/', '/v1/jobs', '/metrics', '/openapi.json'])
        expect(await rawStatus(system.url, path, name)).toBe(403);
    },
  );

  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:3000', '127.1.2.3', '[::1]:3000'])(
    'who calls it "%s" is',
    async (name) => {
      expect(await rawStatus(system.url, '/v1/jobs', name)).toBe(200);
    },
  );

  test.each([
    ['a page from elsewhere', { Origin: 'https://evil.example' }],
    ['a page of another port', { Origin: 'http://localhost:1' }],
    ['a page without an origin', { Origin: 'null' }],
  ])('%s may change nothing', async (_, headers) => {
    await expectProblem(await submit(system.url, { headers }), { status: 403, code: 'origin-not-allowed' });
  });

  test('there is nobody to sign in', async () => {
    await expectProblem(await logIn(system.url), { status: 404, code: 'not-found' });
    await expectProblem(await post(`${system.url}/v1/account`, { email: EMAIL, password: PASSWORD }), {
      status: 403,
      code: 'registration-closed',
    });
    const session = await fetch(`${system.url}/v1/session`);
    expect(await session.json()).toMatchObject({ auth: 'none', owner: 'local', csrfToken: null });
  });
});

test('an api that others can reach does not start without sign-in, and says how to go on', async () => {
  const system = await createSystem('postgres');
  try {
    const started = system.start('api', { HOST: '0.0.0.0', AUTH: 'none' });
    await expect(started).rejects.toThrow(/ended with 78[\s\S]*AUTH=keys[\s\S]*npm run key/);
  } finally {
    await system.stop();
  }
});

test('an api that others can reach asks for keys by itself', async () => {
  const system = await createSystem('postgres');
  try {
    await system.start('api', { HOST: '0.0.0.0' });
    expect((await fetch(`${system.url}/v1/jobs`)).status).toBe(401);
    expect(await rawStatus(system.url, '/livez', 'penstock.example')).toBe(200);
  } finally {
    await system.stop();
  }
});

function sessionOf(response: Response): string {
  return /penstock_session=[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
}

/** `fetch` sets the Host by itself. */
async function rawStatus(url: string, path: string, host: string): Promise<number> {
  const socket = await openSocket(url);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return Number(text.split(' ')[1]);
}
