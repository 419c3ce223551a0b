import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../shared/domain/job.ts';

/** The picture of a seven that comes with the model. */
export const SEVEN = readFileSync(path.join(import.meta.dirname, '../../models/digits/sample/seven.png'));

/** Submits a picture to `digits` as a form, unless told otherwise. */
export async function submit(
  url: string,
  {
    file = SEVEN,
    name = 'seven.png',
    fields = {},
    headers = {},
  }: {
    file?: Uint8Array;
    name?: string;
    fields?: Record<string, string>;
    headers?: Record<string, string>;
  } = {},
): Promise<Response> {
  const form = new FormData();
  for (const [key, value] of Object.entries({ model: 'digits', ...fields })) form.append(key, value);
  form.append('file', new Blob([new Uint8Array(file)]), name);
  return await fetch(`${url}/v1/jobs`, { method: 'POST', body: form, headers });
}

/** Submits and returns the job; throws on anything but 200 and 202. */
export async function submitJob(url: string, options?: Parameters<typeof submit>[1]): Promise<Job> {
  const response = await submit(url, options);
  const text = await response.text();
  if (response.status !== 200 && response.status !== 202) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as Job;
}

/** Submits a job to `spin`, which counts to n; returns its id. */
export async function submitSpin(url: string, n: number): Promise<string> {
  const tensors = [{ name: 'n', datatype: 'int64', shape: [1], data: [n] }];
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'spin', input: { tensors } }),
  });
  if (response.status !== 202) throw new Error(await response.text());
  return ((await response.json()) as Job).id;
}

/** The job as it stands, or at its end when `wait` seconds are given and suffice. */
export async function getJob(url: string, id: string, wait?: number): Promise<Job> {
  const response = await fetch(`${url}/v1/jobs/${id}${wait === undefined ? '' : `?wait=${wait}`}`);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Job;
}

/** The job at its end, however often the api goes away meanwhile. */
export async function waitForEnd(url: string, id: string, timeoutMs = 60_000): Promise<Job> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const job = await getJob(url, id, 10).catch(() => undefined);
    if (job && !['queued', 'running'].includes(job.status)) return job;
    if (Date.now() > deadline) throw new Error(`Job ${id} is still ${job?.status ?? 'out of sight'}`);
    if (!job) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export type ServerSentEvent = { readonly id: string; readonly event: string; readonly job: Job };

/** Reads events until the stream ends, or `take` of them have come. */
export async function readEvents(
  url: string,
  id: string,
  { lastEventId, take = Infinity }: { lastEventId?: string; take?: number } = {},
): Promise<ServerSentEvent[]> {
  const abort = new AbortController();
  const response = await fetch(`${url}/v1/jobs/${id}/events`, {
    headers: lastEventId ? { 'Last-Event-ID': lastEventId } : {},
    signal: abort.signal,
  });
  if (response.status === 204) return [];
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  const events: ServerSentEvent[] = [];
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
      );
      const data = fields.get('data');
      if (data)
        events.push({
          id: fields.get('id') ?? '',
          event: fields.get('event') ?? '',
          job: JSON.parse(data) as Job,
        });
      if (events.length >= take) {
        abort.abort();
        return events;
      }
    }
  }
  return events;
}
