import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Connections, openConnections } from '../bench/load/http-connections.ts';
import type { HttpAnswer } from '../bench/load/http-exchange.ts';
import { readJob } from '../bench/load/read-job.ts';
import type { Job } from '../shared/domain/job.ts';
import { isTerminal } from '../shared/domain/job-status.ts';
import type { RunSamples, Sample } from './evaluation.ts';

/** Where samples are run, and how. */
export type Target = {
  readonly url: string;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Sent as bearer token where there is one. */
  readonly key?: string | undefined;
  /** Aborted when no more samples are wanted; then running rejects. */
  readonly stop?: AbortSignal;
  /** Told how many of how many samples have ended. */
  readonly onProgress?: (ended: number, total: number) => void;
};

/** Enough to keep every batch full, few enough to hold no queue. */
const AT_A_TIME = 64;
const WAIT_SECONDS = 30;

/**
 * Makes the function that submits samples as jobs, many at a time, and waits for the end of each. A server that has no
 * room is asked again when it says.
 *
 * @throws Error from the run when the server answers with anything but a job
 */
export function samplesRunner(target: Target): RunSamples {
  const { model, params, key, stop, onProgress = () => {} } = target;
  const pathOf = (sample: Sample<unknown>) =>
    `/v1/jobs?${new URLSearchParams({ model: sample.model ?? model, params: JSON.stringify(params) })}`;
  const headers = key === undefined ? [] : ['authorization', `Bearer ${key}`];

  return async (samples) => {
    const connections = openConnections(target.url, { most: AT_A_TIME });
    const results = new Array<Job['result']>(samples.length).fill(null);
    let next = 0;
    let ended = 0;
    const lane = async () => {
      for (let i = next++; i < samples.length; i = next++) {
        stop?.throwIfAborted();
        results[i] = (await runSample(samples[i]!)).result;
        onProgress(++ended, samples.length);
      }
    };
    const runSample = async (sample: Sample<unknown>): Promise<Job> => {
      let job = await submit(connections, sample, pathOf(sample), headers);
      while (!isTerminal(job.status)) {
        stop?.throwIfAborted();
        const path = `/v1/jobs/${job.id}?wait=${WAIT_SECONDS}`;
        job = jobOf(await connections.request({ method: 'GET', path, headers }), sample);
      }
      return job;
    };
    try {
      await Promise.all(Array.from({ length: AT_A_TIME }, lane));
      return results;
    } finally {
      await connections.close();
    }
  };
}

async function submit(
  connections: Connections,
  sample: Sample<unknown>,
  path: string,
  headers: readonly string[],
): Promise<Job> {
  const file = await sample.makeFile();
  for (;;) {
    const answer = await connections.request({
      method: 'POST',
      path,
      headers: [...headers, 'content-type', sample.contentType, 'prefer', `wait=${WAIT_SECONDS}`],
      body: file,
    });
    if (answer.status !== 429 && answer.status !== 503) return jobOf(answer, sample);
    await setTimeout(retryAfterMs(answer.headers));
  }
}

/** A second where the server does not say. */
function retryAfterMs(headers: IncomingHttpHeaders): number {
  return 1000 * Number(headers['retry-after'] ?? 1);
}

function jobOf({ status, body }: HttpAnswer, { name }: Sample<unknown>): Job {
  const job = status === 200 || status === 202 ? readJob(body) : undefined;
  if (job) return job;
  throw new Error(`${name}: the server answered ${status} ${body.toString().slice(0, 300)}`);
}
