import { setTimeout as pause } from 'node:timers/promises';
import { readJob } from '../../../bench/load/read-job.ts';
import type { Client } from './client.ts';
import type { JobPromise } from './job-promise.ts';

const AFTER_A_REFUSAL_MS = 200;

/**
 * Asks for a job once and takes down what the answer shows; pauses when it cannot be had just now.
 *
 * @returns its ETag, when there is one
 */
export async function lookAtJob(
  client: Client,
  promise: JobPromise,
  { query = '', etag }: { query?: string; etag?: string | undefined } = {},
): Promise<string | undefined> {
  const headers = etag ? ['if-none-match', etag] : [];
  const path = `/v1/jobs/${promise.id}${query}`;
  const answer = await client.http.ask({ method: 'GET', path, headers });
  if (!answer || answer.status === 503) await pause(AFTER_A_REFUSAL_MS);
  else if (answer.status === 200) {
    const job = readJob(answer.body);
    if (!job || job.id !== promise.id) client.complain(`GET ${path} without the job`, answer.body);
    else client.see(promise, job, Number(answer.headers.etag?.replaceAll('"', '')));
  } else if (answer.status === 404) noteMissing(promise);
  else if (answer.status !== 304) {
    client.complain(`GET ${path} ${answer.status}`, answer.body);
    await pause(AFTER_A_REFUSAL_MS);
  }
  return answer?.headers.etag;
}

/** The api does not know the job any more, which only a client who has deleted it can be told. */
export function noteMissing(promise: JobPromise): void {
  if (promise.isDeleted) return;
  promise.missteps.push('was not found (404)');
  // There is nothing left to follow.
  promise.end = { status: 'canceled', result: null, error: null, at: Date.now() };
}
