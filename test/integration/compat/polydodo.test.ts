import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES, readCases } from '../../support/fixtures.ts';
import { freePort } from '../../support/free-port.ts';
import { type System, startSystem } from '../../support/system.ts';

type Case = {
  id: string;
  method: string;
  path: string;
  multipart_file?: string | null;
  upload_as?: string;
  fields?: Record<string, string>;
  expect: {
    status: number;
    text?: string;
    content_type?: string;
    keys?: string[];
    epochs?: { timestamps: number[]; n_stages: number; stage_set: string[] };
    report_keys?: string[];
    metadata?: object;
    subject?: object;
    spectrograms?: { keys: string[]; rows: number };
    n_stages?: number;
  };
};

type Answer = {
  epochs: { timestamps: number[]; stages: string[] };
  report: Record<string, number | null>;
  metadata: object;
  subject: object;
  spectrograms: Record<string, number[][]> & { frequencies: number[] };
};

const { cases } = readCases<{ cases: Case[] }>('polydodo/http_cases.json', { cases: [] });

describe('sleep analysis', () => {
  let system: System;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    system = await startSystem('postgres', { COMPAT: `polydodo:${port}`, MODELS: 'sleep' });
  });
  afterAll(() => system.stop());

  function bodyOf({ multipart_file, upload_as, fields = {} }: Case): FormData {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    if (multipart_file) {
      const file = path.join(FIXTURES, 'polydodo', multipart_file);
      form.set('file', new Blob([readFileSync(file)]), upload_as ?? path.basename(file));
    }
    return form;
  }

  test.for(cases.map((one) => [one.id, one] as const))('%s', async ([, one]) => {
    const { expect: expected } = one;
    const response = await fetch(url + one.path, {
      method: one.method,
      ...(one.method === 'POST' && { body: bodyOf(one) }),
    });
    expect(response.status).toBe(expected.status);
    if (expected.content_type)
      expect(response.headers.get('Content-Type')?.toLowerCase()).toBe(expected.content_type.toLowerCase());
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const text = await response.text();
    if (expected.text !== undefined) expect(text).toBe(expected.text);
    if (expected.status === 200 && one.method === 'POST') {
      const answer = JSON.parse(text) as Answer;
      expect(answer.epochs.timestamps).toHaveLength(answer.epochs.stages.length);
      if (expected.n_stages) expect(answer.epochs.stages).toHaveLength(expected.n_stages);
      checkWhole(answer, expected);
    }
  });

  function checkWhole(answer: Answer, expected: Case['expect']) {
    if (!expected.keys || !expected.epochs || !expected.spectrograms) return;
    expect(Object.keys(answer).sort()).toEqual([...expected.keys].sort());
    expect(answer.epochs.timestamps).toEqual(expected.epochs.timestamps);
    expect(answer.epochs.stages).toHaveLength(expected.epochs.n_stages);
    for (const stage of answer.epochs.stages) expect(expected.epochs.stage_set).toContain(stage);
    expect(Object.keys(answer.report).sort()).toEqual([...(expected.report_keys ?? [])].sort());
    expect(answer.metadata).toEqual(expected.metadata);
    expect(answer.subject).toEqual(expected.subject);
    const { frequencies, ...channels } = answer.spectrograms;
    expect(frequencies).toHaveLength(75);
    expect([frequencies[0], frequencies[1], frequencies[74]]).toEqual([0.78125, 1.171875, 29.6875]);
    expect(Object.keys(channels).sort()).toEqual(['fpz-cz', 'pz-oz']);
    for (const rows of Object.values(channels)) {
      expect(rows).toHaveLength(expected.spectrograms.rows);
      for (const row of rows) expect(row.filter(Number.isFinite)).toHaveLength(75);
    }
  }

  test.runIf(cases.length > 0)('the fields may come after the file', async () => {
    const ok = cases.find(({ id }) => id === 'ok')!;
    const form = new FormData();
    for (const [name, value] of [...bodyOf(ok)].reverse()) form.append(name, value);
    expect((await fetch(`${url}/analyze-sleep`, { method: 'POST', body: form })).status).toBe(200);
  });

  test('a browser may ask from anywhere', async () => {
    const response = await fetch(`${url}/analyze-sleep`, {
      method: 'OPTIONS',
      headers: { Origin: 'http://elsewhere.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });
});
