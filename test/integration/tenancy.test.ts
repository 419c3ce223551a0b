import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../shared/access/create-api-key.ts';
import { insertBatch } from '../../shared/batches/insert-batch.ts';
import { createCollection } from '../../shared/collections/create-collection.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { submit, submitJob } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { expectProblem } from '../support/problems.ts';
import { type System, startSystem } from '../support/system.ts';

/**
 * Every call of the OpenAPI document, by whom it is for:
 * `one`: about a thing of one owner, named in the path; `own`: about all things of the caller; `all`: the same for
 * everybody with a key; `open`: for anybody.
 */
const CALLS: Record<string, 'one' | 'own' | 'all' | 'open'> = {
  'GET /livez': 'open',
  'GET /readyz': 'open',
  'GET /metrics': 'open',
  'GET /v1/session': 'open',
  'POST /v1/session': 'open',
  'DELETE /v1/session': 'open',
  'POST /v1/account': 'open',
  'GET /v1/account': 'own',
  'DELETE /v1/account': 'own',
  'PUT /v1/account/password': 'own',
  'GET /v1/usage': 'own',
  'POST /v1/jobs': 'own',
  'GET /v1/jobs': 'own',
  'PATCH /v1/jobs': 'own',
  'PATCH /v1/jobs/{id}': 'one',
  'POST /v1/batches': 'own',
  'GET /v1/batches': 'own',
  'GET /v1/batches/{id}': 'one',
  'DELETE /v1/batches/{id}': 'one',
  'POST /v1/batches/{id}/cancel': 'one',
  'GET /v1/batches/{id}/events': 'one',
  'GET /v1/batches/{id}/results': 'one',
  'POST /v1/collections': 'own',
  'GET /v1/collections': 'own',
  'GET /v1/collections/{id}': 'one',
  'PATCH /v1/collections/{id}': 'one',
  'DELETE /v1/collections/{id}': 'one',
  'GET /v1/jobs/{id}': 'one',
  'DELETE /v1/jobs/{id}': 'one',
  'GET /v1/jobs/{id}/events': 'one',
  'GET /v1/events': 'own',
  'POST /v1/jobs/{id}/cancel': 'one',
  'GET /v1/jobs/{id}/input': 'one',
  'GET /v1/jobs/{id}/artifacts/{name}': 'one',
  'PUT /v1/jobs/{id}/feedback': 'one',
  'GET /v1/jobs/{id}/feedback': 'one',
  'DELETE /v1/jobs/{id}/feedback': 'one',
  'GET /v1/jobs/{id}/hypnogram': 'one',
  'GET /v1/feedback/export': 'own',
  'POST /v1/keys': 'own',
  'GET /v1/keys': 'own',
  'DELETE /v1/keys/{id}': 'one',
  'GET /v1/webhook-deliveries': 'own',
  'GET /v1/webhook-deliveries/{id}': 'one',
  'POST /v1/webhook-deliveries/{id}/replay': 'one',
  'GET /v1/webhook-secret': 'own',
  'POST /v1/webhook-secret/rotate': 'own',
  'GET /v1/models': 'all',
  'GET /v1/models/{name}': 'all',
  'GET /v1/models/{name}/sample': 'all',
  'GET /v1/system': 'all',
  'GET /v1/system/history': 'all',
};
/** Of those about one thing that would refuse an empty body before they look for it. */
const BODIES: Record<string, object> = {
  'PATCH /v1/jobs/{id}': { collection: null },
  'PATCH /v1/collections/{id}': { name: 'mine now' },
};
const ofKind = (...kinds: string[]) =>
  Object.entries(CALLS)
    .filter(([, kind]) => kinds.includes(kind))
    .map(([call]) => call);

let system: System;
let ann: { Authorization: string };
let bob: { Authorization: string };
/** A thing of Ann's, by the beginning of its path. */
let things: Record<string, string>;

beforeAll(async () => {
  system = await startSystem('postgres', { AUTH: 'keys' });
  ann = await keyOf(system, 'ann');
  bob = await keyOf(system, 'bob');
  const job = await submitJob(system.url, { headers: ann });
  const { apiKey } = await createApiKey(system.sql, {
    owner: 'ann',
    name: 'hers',
    scopes: ['admin'],
    expiresInMs: null,
  });
  const [delivery] = await system.sql<{ id: string }[]>`
    insert into webhook_deliveries (owner, job_id, event, url, finished_at)
    values ('ann', ${job.id}, 'job.succeeded', 'https://example.org/', now()) returning id`;
  const collection = await createCollection(system.sql, { owner: 'ann', name: 'hers' });
  const batch = await insertBatch(system.sql, {
    id: newJobId(),
    owner: 'ann',
    model: 'digits',
    modelVersion: '1',
    metadata: {},
    files: 1,
    idempotencyKey: null,
    requestSha256: null,
  });
  things = {
    '/v1/jobs': job.id,
    '/v1/batches': batch!.id,
    '/v1/collections': collection!.id,
    '/v1/keys': apiKey.id,
    '/v1/webhook-deliveries': delivery!.id,
  };
});
afterAll(() => system.stop());

test('the table above knows every call there is', async () => {
  const document = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(calls.sort()).toEqual(Object.keys(CALLS).sort());
});

describe('without a key', () => {
  test.each(ofKind('one', 'own', 'all'))('%s is refused with 401', async (call) => {
    await expectProblem(await make(call, {}), {
      status: 401,
      code: 'unauthorized',
      headers: { 'www-authenticate': /^Bearer/ },
    });
  });

  test.each(ofKind('open'))('%s is not', async (call) => {
    expect((await make(call, {})).status).not.toBe(404);
  });
});

describe("with somebody else's key", () => {
  test.each(ofKind('one'))('%s finds nothing, as where there is nothing', async (call) => {
    const response = await make(call, bob);
    const nothing = await make(call, bob, newJobId());
    await expectProblem(response.clone(), { status: 404, code: 'not-found' });
    const withoutId = async (r: Response) => ({ ...((await r.json()) as object), requestId: '' });
    expect(await withoutId(response)).toEqual(await withoutId(nothing));
  });

  test('lists show nothing of it', async () => {
    const jobs = await fetch(`${system.url}/v1/jobs`, { headers: bob });
    expect(await jobs.json()).toEqual({ jobs: [], nextCursor: null });
    const keys = (await (await fetch(`${system.url}/v1/keys`, { headers: bob })).json()) as {
      keys: object[];
    };
    expect(keys.keys).toHaveLength(1);
  });

  test('its collections are neither listed, nor filled, nor filtered by', async () => {
    const id = things['/v1/collections']!;
    const listed = await fetch(`${system.url}/v1/collections`, { headers: bob });
    expect(await listed.json()).toEqual({ collections: [], nextCursor: null });
    const refused = { status: 422, code: 'unknown-collection' };
    await expectProblem(await submit(system.url, { headers: bob, fields: { collection: id } }), refused);
    const own = await submitJob(system.url, { headers: bob });
    const move = (path: string, body: object) =>
      fetch(`${system.url}${path}`, {
        method: 'PATCH',
        headers: { ...bob, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    await expectProblem(await move(`/v1/jobs/${own.id}`, { collection: id }), refused);
    await expectProblem(await move('/v1/jobs', { jobs: [own.id, things['/v1/jobs']], collection: null }), {
      status: 404,
      code: 'not-found',
    });
    for (const filter of [`collection=${id}`, `batch=${things['/v1/batches']}`]) {
      const found = await fetch(`${system.url}/v1/jobs?${filter}`, { headers: bob });
      expect(await found.json()).toEqual({ jobs: [], nextCursor: null });
    }
    const batches = await fetch(`${system.url}/v1/batches`, { headers: bob });
    expect(await batches.json()).toEqual({ batches: [], nextCursor: null });
    await fetch(`${system.url}/v1/jobs/${own.id}`, { method: 'DELETE', headers: bob });
  });

  test('its owner still has all of it', async () => {
    const job = await fetch(`${system.url}/v1/jobs/${things['/v1/jobs']}?wait=10`, { headers: ann });
    expect(await job.json()).toMatchObject({ status: 'succeeded' });
    const { keys } = (await (await fetch(`${system.url}/v1/keys`, { headers: ann })).json()) as {
      keys: { revokedAt: string | null }[];
    };
    expect(keys.map(({ revokedAt }) => revokedAt)).toEqual([null, null]);
  });

  test('an Idempotency-Key of one owner says nothing to another', async () => {
    const headers = { 'Idempotency-Key': 'same' };
    const first = await submitJob(system.url, { headers: { ...ann, ...headers } });
    const second = await submitJob(system.url, { headers: { ...bob, ...headers } });
    expect(second.id).not.toBe(first.id);
  });
});

/** Makes a call about Ann's thing, or about the one with this id. */
function make(call: string, headers: Record<string, string>, id?: string): Promise<Response> {
  const [method = '', path = ''] = call.split(' ');
  const start = Object.keys(things).find((prefix) => path.startsWith(prefix)) ?? '';
  const url = path.replace('{id}', id ?? things[start] ?? '').replace('{name}', 'digits');
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { body: JSON.stringify(BODIES[call] ?? {}) } : {};
  return fetch(`${system.url}${url}`, {
    method,
    headers: { ...headers, ...('body' in body && { 'Content-Type': 'application/json' }) },
    ...body,
  });
}
