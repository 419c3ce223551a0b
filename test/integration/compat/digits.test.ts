import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../../shared/domain/job.ts';
import { SEVEN } from '../../support/client.ts';
import { freePort } from '../../support/free-port.ts';
import { type System, startSystem } from '../../support/system.ts';

const seven = SEVEN.toString('base64');

describe('the digit page and its api', () => {
  let system: System;
  let ownPort: number;
  beforeAll(async () => {
    ownPort = await freePort();
    system = await startSystem('postgres', { COMPAT: `digits:${ownPort}` });
  });
  afterAll(() => system.stop());

  const post = (body: unknown, path = '/api/predict') =>
    fetch(`http://127.0.0.1:${ownPort}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  test.each([
    ['bare base64', { image: seven }],
    ['a data URL', { image: `data:image/png;base64,${seven}` }],
    ['a label', { image: seven, label: '7' }],
  ])('predict with %s', async (_title, body) => {
    const response = await post(body);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { certainty: number };
    expect(answer).toEqual({ prediction: 7, certainty: expect.any(Number), result: '7' });
    expect(answer.certainty).toBeGreaterThan(60);
    expect(answer.certainty).toBeLessThanOrEqual(100);
  });

  test('refuses what is no picture in the words of the original', async () => {
    for (const body of [{}, { foo: 1 }, { image: '' }, null]) {
      const response = await post(body);
      expect([response.status, await response.json()]).toEqual([400, { error: 'Aucune image reçue' }]);
    }
    const response = await post({ image: 'aGVsbG8=' });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: expect.stringContaining('image') });
  });

  test('keeps the label beside the job', async () => {
    const response = await post({ image: seven, label: '7' }, '/helpdata');
    expect(await response.json()).toEqual({ message: 'Data saved successfully' });
    const { jobs } = (await (await fetch(`${system.url}/v1/jobs?limit=1`)).json()) as { jobs: Job[] };
    expect(jobs[0]).toMatchObject({ model: 'digits', status: 'succeeded', metadata: { label: '7' } });
  });

  test('serves the page and the load of the machine, on the port of the api too', async () => {
    const info = await (await fetch(`${system.url}/api/system_info`)).json();
    expect(info).toEqual({
      memory: expect.stringMatching(/^[0-9.]+%$/),
      cpu: expect.stringMatching(/^[0-9.]+%$/),
    });
    const metrics = await (await fetch(`http://127.0.0.1:${ownPort}/metrics`)).text();
    expect(metrics).toContain('# TYPE ');
    const page = await fetch(`http://127.0.0.1:${ownPort}/`);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    const html = await page.text();
    for (const part of ['<canvas id="myDigit" width="300" height="300">', 'id="send"', 'id="clear"'])
      expect(html).toContain(part);
    for (const id of ['results', 'cpu', 'memory']) expect(html).toContain(`id="${id}"`);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g))
      expect((await fetch(`http://127.0.0.1:${ownPort}${path}`)).status, path).toBe(200);
  });
});

test('without COMPAT none of it is there', async () => {
  const system = await startSystem('postgres');
  try {
    for (const path of ['/api/predict', '/inf', '/predict_api', '/analyze-sleep'])
      expect((await fetch(`${system.url}${path}`, { method: 'POST' })).status, path).toBe(404);
    expect((await fetch(system.url, { method: 'POST' })).status).toBe(405);
  } finally {
    await system.stop();
  }
});
