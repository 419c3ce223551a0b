import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/domain/errors.ts';
import { httpClassifierSchema } from '../../../../shared/domain/http-step.ts';
import { ask } from '../../../../worker/compute/remote/ask.ts';
import { createEndpoints } from '../../../../worker/compute/remote/endpoint.ts';
import { type Answer, startFarEnd } from '../../../support/far-end.ts';

const SECRET = 'a-secret-of-the-far-end';

/** An endpoint at a server that answers so, and a way to ask it. */
async function setup(answer: Answer, http: object = {}) {
  const farEnd = await startFarEnd(answer);
  const open = createEndpoints((name) => (name === 'FAR_KEY' ? SECRET : undefined));
  const endpoint = open(
    'far away',
    httpClassifierSchema.parse({
      url: `${farEnd.url}/score`,
      allow: ['127.0.0.0/8'],
      headers: { Authorization: { env: 'FAR_KEY', prefix: 'Bearer ' }, 'X-Deployment': 'blue' },
      timeoutMs: 500,
      ...http,
    }),
  );
  const body = async () => ({ contentType: 'text/plain', body: 'picture' });
  const asking = (options: object = {}) =>
    ask(endpoint, body, {
      signal: AbortSignal.timeout(20_000),
      isGivenUp: () => false,
      random: () => 0,
      ...options,
    });
  const failing = async (options?: object): Promise<AppError> => {
    const error = await asking(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  };
  return { farEnd, endpoint, asking, failing };
}

/** Ends a request with this status. */
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_request, response) => {
    response.writeHead(code, headers).end(body);
  };

/** Answers one after another; the last again and again. */
const inTurn = (...answers: Answer[]): Answer => {
  let next = 0;
  return (request, response) => answers[Math.min(next++, answers.length - 1)]!(request, response);
};

describe('asking a model that runs elsewhere', () => {
  it('sends the body with the headers of the manifest, secrets filled in, and parses the answer', async () => {
    const { farEnd, asking } = await setup(() => ({ labels: [] }));
    expect(await asking()).toEqual({ labels: [] });
    expect(farEnd.requests).toMatchObject([
      {
        path: '/score',
        headers: {
          authorization: `Bearer ${SECRET}`,
          'x-deployment': 'blue',
          'content-type': 'text/plain',
          accept: 'application/json',
        },
        body: Buffer.from('picture'),
      },
    ]);
  });

  it.each([500, 502, 503, 429, 408])('tries again after %i', async (code) => {
    const { farEnd, asking } = await setup(inTurn(status(code), () => 'fine'));
    expect(await asking()).toBe('fine');
    expect(farEnd.requests.length).toBe(2);
  });

  it.each([
    ['closes the connection', (_request, response) => void response.destroy()],
    [
      'breaks off in the middle',
      (_request, response) => {
        response.writeHead(200, { 'Content-Length': '100' }).write('{ "labels"');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ] as [string, Answer][])('tries again where the far end %s', async (_, answer) => {
    const { farEnd, asking } = await setup(inTurn(answer, () => 'fine'));
    expect(await asking()).toBe('fine');
    expect(farEnd.requests.length).toBe(2);
  });

  it('gives up an end that stays away, as something to be tried later', async () => {
    const { farEnd, failing } = await setup(status(503), { retries: 1 });
    expect(await failing()).toMatchObject({
      code: 'endpoint-unavailable',
      message: 'far away answered 503',
    });
    expect(farEnd.requests.length).toBe(2);
  });

  it('finds that nobody listens', async () => {
    const { farEnd, failing } = await setup(() => 'fine', { retries: 0 });
    await farEnd.close();
    expect(await failing()).toMatchObject({
      code: 'endpoint-unavailable',
      message: 'far away cannot be reached',
    });
  });

  it('waits as long as Retry-After says', async () => {
    const { asking } = await setup(inTurn(status(429, { 'Retry-After': '1' }), () => 'fine'));
    const start = performance.now();
    await asking();
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('does not wait where Retry-After asks for long: the job is queued again instead', async () => {
    const { farEnd, failing } = await setup(status(503, { 'Retry-After': '3600' }));
    expect(await failing()).toMatchObject({ code: 'endpoint-unavailable', retryAfterMs: 3_600_000 });
    expect(farEnd.requests.length).toBe(1);
  });

  it.each([
    ['endpoint-refused', status(400)],
    ['endpoint-refused', status(413)],
    ['endpoint-refused', status(422)],
    ['endpoint-misconfigured', status(401)],
    ['endpoint-misconfigured', status(404)],
    ['endpoint-misconfigured', status(302, { Location: 'http://127.0.0.1:1/' })],
    ['endpoint-answer-invalid', status(200, {}, '<html>')],
    ['endpoint-answer-invalid', status(200)],
    ['endpoint-answer-invalid', status(200, {}, JSON.stringify('x'.repeat(5000)))],
    ['endpoint-answer-invalid', status(200, {}, JSON.stringify({ echo: `Bearer ${SECRET}` }))],
  ] as const)('does not try again what would be the same: %s', async (code, answer) => {
    const { farEnd, failing } = await setup(answer, { maxAnswerBytes: 4096 });
    const error = await failing();
    expect(error).toMatchObject({ code });
    expect(farEnd.requests.length).toBe(1);
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(SECRET);
    expect(error.message).not.toContain(farEnd.url);
  });

  it('waits no longer than its time for an end that is silent, and tries that again', async () => {
    const { farEnd, failing } = await setup(() => undefined, { timeoutMs: 100, retries: 1 });
    expect(await failing()).toMatchObject({
      code: 'endpoint-timeout',
      message: 'far away took longer than it may',
    });
    expect(farEnd.requests.length).toBe(2);
  });

  it('is not held up by an answer that drips', async () => {
    const drip: Answer = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    };
    const { failing } = await setup(drip, { timeoutMs: 200, retries: 0 });
    expect(await failing()).toMatchObject({ code: 'endpoint-timeout' });
  });

  it('ends with its batch, whatever it is waiting for', async () => {
    const { farEnd, failing } = await setup(() => undefined, { timeoutMs: 60_000 });
    expect(await failing({ signal: AbortSignal.timeout(100) })).toMatchObject({ code: 'endpoint-timeout' });
    expect(farEnd.requests.length).toBe(1);
  });

  it('asks no more at a time than it may, and not what was given up meanwhile', async () => {
    const { farEnd, asking } = await setup(
      () => new Promise((resolve) => setTimeout(() => resolve('fine'), 30)),
      { concurrency: 3 },
    );
    let isGivenUp = false;
    const answers = Array.from({ length: 9 }, () => asking());
    const later = asking({ isGivenUp: () => isGivenUp });
    isGivenUp = true;
    expect(await Promise.all(answers)).toEqual(Array(9).fill('fine'));
    expect(await later).toBeUndefined();
    expect(farEnd.mostAtOnce()).toBe(3);
    expect(farEnd.requests.length).toBe(9);
  });

  it('goes to no address that the manifest does not allow', async () => {
    const { farEnd, failing } = await setup(() => 'fine', { allow: ['10.0.0.0/8'] });
    expect(await failing()).toMatchObject({ code: 'endpoint-misconfigured' });
    expect(farEnd.connections()).toBe(0);
  });
});

describe('createEndpoints', () => {
  it.each([
    ['MISSING', undefined],
    ['EMPTY', ''],
    ['ODD', 'two\r\nlines'],
  ])('names a variable that is of no use, and not its value: %s', (env, value) => {
    const http = httpClassifierSchema.parse({ url: 'https://far.example/', headers: { 'X-Key': { env } } });
    const open = createEndpoints(() => value);
    expect(() => open('far away', http)).toThrow(
      new RegExp(`^The environment variable ${env} is (not set|no)`),
    );
  });
});
