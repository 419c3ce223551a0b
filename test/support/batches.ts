import { expect } from 'vitest';
import type { z } from 'zod';
import type { Batch, BatchResult, batchWithRefusalsSchema } from '../../shared/domain/batch.ts';
import { SEVEN } from './client.ts';
import type { System } from './system.ts';

export type Shown = z.output<typeof batchWithRefusalsSchema>;
export type Named = readonly [name: string, bytes: Uint8Array];

export const TEXT = Buffer.from('no picture');
export const MIXED: readonly Named[] = [
  ['a.png', SEVEN],
  ['b.txt', TEXT],
  ['a.png', SEVEN],
  ['empty.png', new Uint8Array(0)],
  ['../../c.png', SEVEN],
];

export function send(
  { url }: System,
  files: readonly Named[],
  { fields = {}, headers = {} }: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Response> {
  const form = new FormData();
  for (const [name, bytes] of files) form.append('file', new Blob([new Uint8Array(bytes)]), name);
  for (const [key, value] of Object.entries({ model: 'digits', ...fields })) form.append(key, value);
  return fetch(`${url}/v1/batches`, { method: 'POST', body: form, headers });
}

export async function made(response: Promise<Response>): Promise<Shown> {
  const text = await (await response).text();
  expect(`${(await response).status} ${text.slice(0, 300)}`).toMatch(/^202 /);
  return JSON.parse(text) as Shown;
}

export const read = async <T>({ url }: System, path: string) => (await (await fetch(url + path)).json()) as T;

export async function results(system: System, { links }: Batch): Promise<BatchResult[]> {
  const response = await fetch(system.url + links.results);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await response.text()).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as BatchResult);
}

/** Follows a batch to its end. */
export async function follow(system: System, { links }: Batch, lastId?: string) {
  const response = await fetch(system.url + links.events, {
    headers: lastId ? { 'Last-Event-ID': lastId } : {},
  });
  const blocks = (await response.text()).split('\n\n').filter((block) => block.includes('data: '));
  const events = blocks.map((block) => ({
    id: /^id: (.*)$/m.exec(block)![1]!,
    event: /^event: (.*)$/m.exec(block)![1]!,
    batch: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as Batch,
  }));
  return { status: response.status, events };
}
