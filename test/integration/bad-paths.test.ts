import { describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { submit, submitJob, waitForEnd } from '../support/client.ts';
import { type BadRequest, expectProblem, testRefusals } from '../support/problems.ts';

const NOBODY = '01941f29-7c00-7000-8000-000000000000';

const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) => {
  return (url: string) => fetch(`${url}${path}`, { method, headers });
};

const refuse = (status: number, code: string, title: string, send: BadRequest['send'], says?: RegExp) =>
  ({ title, send, status, code, ...(says && { says }) }) satisfies BadRequest;

const wrongMethod = (method: string, path: string, allow: string) => ({
  ...refuse(405, 'method-not-allowed', `${method} ${path}`, ask(path, method)),
  headers: { Allow: allow },
});

const MISSING = [404, 'not-found'] as const;
const REQUEST = [422, 'invalid-request'] as const;

const IDS = [
  'x',
  '1',
  'null',
  '00000000-0000-0000-0000-000000000000',
  `${NOBODY}0`,
  '%00',
  "'",
  '..%2f..%2fetc',
];
const PLACES = [
  ['GET', ''],
  ['DELETE', ''],
  ['POST', '/cancel'],
  ['GET', '/events'],
  ['GET', '/input'],
] as const;

const CASES: BadRequest[] = [
  ...PLACES.flatMap(([method, rest]) =>
    [...IDS, NOBODY].map((id) =>
      refuse(...MISSING, `${method} /v1/jobs/${id}${rest}`, ask(`/v1/jobs/${id}${rest}`, method)),
    ),
  ),
  ...PLACES.map(([method, rest]) =>
    refuse(
      ...REQUEST,
      `${method} …${rest}?verbose=1`,
      ask(`/v1/jobs/${NOBODY}${rest}?verbose=1`, method),
      /verbose/,
    ),
  ),
  refuse(...MISSING, 'an unknown path', ask('/v1/job')),
  refuse(...MISSING, 'an unknown path by POST', ask('/v2/jobs', 'POST')),
  refuse(...MISSING, 'a path that cannot be decoded', ask('/v1/jobs/%E0%A4%A')),
  refuse(...MISSING, 'a slash too many', ask('/v1/jobs/')),
  refuse(...MISSING, 'an unknown model', ask('/v1/models/digit')),
  refuse(...MISSING, 'another version of a model', ask('/v1/models/digits@9')),
  refuse(...MISSING, 'a model that is a path', ask('/v1/models/..%2f..%2fpackage.json')),
  refuse(...MISSING, 'a model named __proto__', ask('/v1/models/__proto__')),
  refuse(...MISSING, 'the sample of an unknown model', ask('/v1/models/..%2fdigits/sample')),

  wrongMethod('PUT', '/v1/jobs', 'GET, POST, PATCH'),
  wrongMethod('PUT', `/v1/jobs/${NOBODY}`, 'GET, PATCH, DELETE'),
  wrongMethod('POST', `/v1/jobs/${NOBODY}`, 'GET, PATCH, DELETE'),
  wrongMethod('GET', `/v1/jobs/${NOBODY}/cancel`, 'POST'),
  wrongMethod('POST', '/v1/models', 'GET'),
  wrongMethod('DELETE', '/v1/models/digits', 'GET'),

  refuse(...REQUEST, 'an unknown filter', ask('/v1/jobs?state=failed'), /state: Unknown/),
  refuse(...REQUEST, 'an unknown parameter of the models', ask('/v1/models?verbose=1'), /verbose/),
  refuse(...REQUEST, 'status=foo', ask('/v1/jobs?status=foo'), /^status:/),
  refuse(...REQUEST, 'status in capitals', ask('/v1/jobs?status=FAILED')),
  refuse(...REQUEST, 'a filter given twice', ask('/v1/jobs?limit=1&limit=2')),
  ...['0', '201', 'x', '-1', '1.5', '1e2', ''].map((limit) =>
    refuse(...REQUEST, `limit=${limit}`, ask(`/v1/jobs?limit=${limit}`), /^limit:/),
  ),
  ...['yesterday', '2026-13-01T00:00:00Z', '2026-01-01', '1767225600000'].map((time) =>
    refuse(...REQUEST, `createdAfter=${time}`, ask(`/v1/jobs?createdAfter=${time}`), /^createdAfter:/),
  ),
  refuse(...REQUEST, 'a NUL in the model', ask('/v1/jobs?model=%00')),
  ...[
    'abc',
    Buffer.from('abc').toString('base64url'),
    '%00',
    Buffer.from(`${NOBODY}'`).toString('base64url'),
  ].map((cursor) => refuse(422, 'invalid-cursor', `cursor=${cursor}`, ask(`/v1/jobs?cursor=${cursor}`))),
];

describe('a request for what is not there', () => {
  const system = testRefusals(CASES);

  test('is refused for a job that has ended: it cannot be canceled, nor read beyond its end', async () => {
    const { id } = await submitJob(system().url);
    const { input } = await waitForEnd(system().url, id);
    const cancel = await ask(`/v1/jobs/${id}/cancel`, 'POST')(system().url);
    await expectProblem(cancel, { status: 409, code: 'job-finished', says: /succeeded/ });
    const range = { Range: `bytes=${input.sizeBytes}-` };
    const beyond = await ask(`/v1/jobs/${id}/input`, 'GET', range)(system().url);
    const headers = { 'Content-Range': `bytes */${input.sizeBytes}` };
    await expectProblem(beyond, { status: 416, code: 'range-not-satisfiable', headers });
    for (const [path, place] of [
      [`/v1/jobs/${id}?wait=abc`, /^wait:/],
      [`/v1/jobs/${id}?wait=-1`, /^wait:/],
      [`/v1/jobs/${id}/events?after=x`, /^after:/],
    ] as const)
      await expectProblem(await ask(path)(system().url), {
        status: 422,
        code: 'invalid-request',
        says: place,
      });
  });

  test('is refused when the input is gone, as an error and not as the start of a download', async () => {
    const { id } = await submitJob(system().url);
    await waitForEnd(system().url, id);
    await system().sql`delete from job_inputs where job_id = ${id}`;
    const response = await ask(`/v1/jobs/${id}/input`)(system().url);
    await expectProblem(response, {
      status: 404,
      code: 'input-missing',
      headers: { 'Content-Disposition': '' },
    });
  });

  test('is refused as an empty 404 header to HEAD, like GET', async () => {
    const response = await ask(`/v1/jobs/${NOBODY}`, 'HEAD')(system().url);
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  test.each(['wait=abc', 'wait=-1', 'wait=', 'wait=1e9', 'wait=99999999999', 'handling=lenient', 'wait=0'])(
    'is not what a preference is: Prefer "%s" is no error',
    async (prefer) => {
      const response = await submit(system().url, { headers: { Prefer: prefer } });
      expect(response.status).toBe(202);
      expect(((await response.json()) as Job).id).toMatch(/^[\da-f-]{36}$/);
      expect(response.headers.get('preference-applied')).toBe(prefer === 'wait=0' ? 'wait=0' : null);
    },
  );

  test('is not what an odd event id is: the whole story is told again', async () => {
    const { id } = await submitJob(system().url, { headers: { Prefer: 'wait=20' } });
    for (const lastEventId of ['abc', '-1', '99', '1e1']) {
      const response = await ask(`/v1/jobs/${id}/events`, 'GET', { 'Last-Event-ID': lastEventId })(
        system().url,
      );
      expect((await response.text()).match(/^id: \d/gm)).toEqual(['id: 1', 'id: 2', 'id: 3']);
    }
  });
});
