import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Progress } from '../../shared/domain/progress.ts';
import { getJob, readEvents, submitJob } from '../support/client.ts';
import { startFarEnd } from '../support/far-end.ts';
import { availableBackends, type Backend } from '../support/servers.ts';
import { startSystem } from '../support/system.ts';

const SECRET = 'kept-in-the-environment-alone';

const BOX = { topX: 0.2, topY: 0.2, bottomX: 0.8, bottomY: 0.8 };
const later = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

/** A system whose one model finds three seeds elsewhere, and has each named elsewhere, one after another. */
async function setup(backend: Backend, env: NodeJS.ProcessEnv = { FAR_KEY: SECRET }) {
  let isAway = false;
  const farEnd = await startFarEnd((request, response) => {
    if (isAway) return void response.writeHead(503, { 'Content-Type': 'text/plain' }).end(SECRET);
    return request.path === '/detect'
      ? later(400, { boxes: Array(3).fill({ box: BOX, label: 'seed', score: 0.9 }) })
      : later(300, [{ label: '7 Seven', score: 0.8 }]);
  });
  const modelsDir = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  const http = {
    allow: ['127.0.0.0/8'],
    headers: { Authorization: { env: 'FAR_KEY', prefix: 'Bearer ' } },
    retries: 0,
  };
  mkdirSync(path.join(modelsDir, 'seeds'));
  writeFileSync(
    path.join(modelsDir, 'seeds/manifest.json'),
    JSON.stringify({
      name: 'seeds',
      task: 'pipeline',
      steps: {
        detect: { http: { ...http, url: `${farEnd.url}/detect`, format: 'nachet-seed-detector' } },
        classify: [{ http: { ...http, url: `${farEnd.url}/name`, format: 'nachet-swin', concurrency: 1 } }],
      },
    }),
  );
  const system = await startSystem(backend, { MODELS_DIR: modelsDir, LOG_LEVEL: 'debug', ...env });
  onTestFinished(async () => {
    await system.stop();
    rmSync(modelsDir, { recursive: true, force: true });
  });
  const submitted = (headers: Record<string, string> = {}) =>
    submitJob(system.url, { fields: { model: 'seeds' }, headers });
  return { system, farEnd, submitted, goAway: (away: boolean) => (isAway = away) };
}

test.each(availableBackends())(
  'a job whose models run elsewhere tells how far it is, and nothing of the secrets (%s)',
  async (backend) => {
    const { system, farEnd, submitted } = await setup(backend);
    const { id } = await submitted();
    const events = await readEvents(system.url, id);
    const progress = events
      .filter(({ event }) => event === 'progress')
      .map(({ job }) => job as unknown as Progress);
    expect(events.filter(({ event }) => event !== 'progress').map(({ event }) => event)).toEqual([
      'queued',
      'running',
      'succeeded',
    ]);
    expect(events.filter(({ event }) => event === 'progress').map((event) => event.id)).toEqual(
      progress.map(() => ''),
    );
    expect(progress.every((one) => one.id === id && one.attempt === 1)).toBe(true);
    const steps = progress.map(({ step, done, total }) => `${step} ${done}/${total}`);
    // One of them at least while the detector is asked, and while each object is named.
    expect(steps).toContain('detect 0/1');
    expect(steps).toEqual(expect.arrayContaining(['classify 1 1/3', 'classify 1 2/3']));

    const job = await getJob(system.url, id);
    expect(job.result).toMatchObject({
      objects: Array(3).fill({ labels: [{ label: 'Seven', score: 0.8 }] }),
    });
    expect(job.receipt).toMatchObject({ elsewhere: ['detect', 'classify 1'] });
    expect(job.timings?.steps).toMatchObject([
      { name: 'detect', count: 1 },
      { name: 'classify 1', count: 3 },
    ]);
    expect(job.timings?.steps?.[1]?.ms).toBeGreaterThan(890);
    await expect
      .poll(async () => await (await fetch(`${system.url}/metrics`)).text(), { timeout: 10_000 })
      .toMatch(/penstock_step_seconds_count\{.*step="classify 1".*\} 1/);
    expect(farEnd.requests[0]?.headers['authorization']).toBe(`Bearer ${SECRET}`);

    const texts = await Promise.all(
      ['/v1/models', '/v1/models/seeds', '/v1/system', '/metrics', `/v1/jobs/${id}`, '/openapi.json'].map(
        async (where) => await (await fetch(system.url + where)).text(),
      ),
    );
    const all = [...texts, ...system.output, JSON.stringify(events)].join('\n');
    for (const hidden of [SECRET, 'FAR_KEY', farEnd.url, 'Bearer'])
      expect(all.includes(hidden), hidden).toBe(false);
    expect(JSON.parse(texts[1]!)).toMatchObject({
      manifest: { steps: { detect: { http: { format: 'nachet-seed-detector' } } } },
    });
  },
);

test('a job waits for a far end that is away, and is not blamed for it', async () => {
  const { system, farEnd, submitted, goAway } = await setup('postgres');
  goAway(true);
  const { id } = await submitted();
  await expect.poll(() => farEnd.requests.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  goAway(false);
  const job = await getJob(system.url, id, 30);
  expect(job).toMatchObject({ status: 'succeeded' });
  expect(job.attempt).toBeGreaterThanOrEqual(5);
  expect(system.output.join('')).not.toContain(SECRET);
});

test('a pipeline whose secret is missing is not served, and says which', async () => {
  const { system } = await setup('postgres', {});
  const look = async () => await (await fetch(`${system.url}/v1/models/seeds`)).json();
  // An api may believe for a second what it has heard before the worker had loaded anything.
  await expect.poll(look, { timeout: 5000 }).toMatchObject({
    status: 'broken',
    problem: 'The environment variable FAR_KEY is not set',
  });
});
