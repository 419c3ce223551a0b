import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type System, startSystem } from '../../support/system.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const cat = readFileSync(path.join(ROOT, 'models/objects/sample/chelsea.jpg'));
const labels = readFileSync(path.join(ROOT, 'models/objects/labels.txt'), 'utf8').trim().split('\n');

describe('image classification by a form', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres', { COMPAT: 'imageclass:0', MODELS: 'objects' });
  });
  afterAll(() => system.stop());

  async function post(file: Uint8Array | undefined, name = 'dog.jpg'): Promise<Response> {
    const form = new FormData();
    if (file) form.set('file', new Blob([new Uint8Array(file)]), name);
    else form.set('other', 'x');
    return await fetch(`${system.url}/`, { method: 'POST', body: form });
  }

  const labelIn = async (response: Response) =>
    /<div id="classification">([^<]+)<\/div>/.exec(await response.text())?.[1];

  test('answers a page with the label', async () => {
    const response = await post(cat);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')?.toLowerCase()).toBe('text/html; charset=utf-8');
    expect(labels).toContain(await labelIn(response));
  });

  test('has the form where the original has it', async () => {
    const response = await fetch(`${system.url}/static/index.html`);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
    const html = await response.text();
    for (const part of ['enctype="multipart/form-data"', 'name="file"', 'type="file"'])
      expect(html).toContain(part);
  });

  test('says what is missing as FastAPI does, and fails on what is no picture', async () => {
    const missing = await post(undefined);
    expect(missing.status).toBe(422);
    expect(await missing.json()).toEqual({
      detail: [{ loc: ['body', 'file'], msg: 'field required', type: 'value_error.missing' }],
    });
    const noPicture = await post(Buffer.from('# Read me\n'), 'README.md');
    expect([noPicture.status, await noPicture.text()]).toEqual([500, 'Internal Server Error']);
  });

  test('fifty at a time get fifty labels', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => post(cat)));
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const found = await Promise.all(responses.map(labelIn));
    expect(new Set(found).size).toBe(1);
    expect(labels).toContain(found[0]);
  });
});

test('on a port of its own it sends browsers to its form', async () => {
  const { freePort } = await import('../../support/free-port.ts');
  const port = await freePort();
  const system = await startSystem('postgres', { COMPAT: `imageclass:${port}` });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    expect(response.status).toBe(307);
    expect(response.headers.get('Location')).toBe('/static/index.html');
  } finally {
    await system.stop();
  }
});
