import { setTimeout as pause } from 'node:timers/promises';
import { readJob } from '../../../bench/load/read-job.ts';
import { type SseEvent, sseReader } from '../../../bench/load/sse-reader.ts';
import { isTerminal } from '../../../shared/domain/job-status.ts';
import type { Client } from './client.ts';
import type { Follow } from './followers.ts';
import type { JobPromise } from './job-promise.ts';
import { lookAtJob, noteMissing } from './look-at-job.ts';

const AFTER_A_BREAK_MS = 50;

/** Reads the event stream; one that breaks is taken up again behind the last event, at whichever api answers. */
export const followBySse: Follow = async (client, promise, api) => {
  for (let only = api; client.follows(promise); only = undefined) {
    const last = promise.sightings.at(-1)?.seq;
    const answer = await client.http.ask(
      {
        method: 'GET',
        path: `/v1/jobs/${promise.id}/events`,
        headers: last === undefined ? [] : ['last-event-id', String(last)],
        onData: sseReader((event) => seeEvent(client, promise, event)),
      },
      only,
    );
    if (answer?.status === 404) noteMissing(promise);
    // By the server's account all has been told; so the end must be there to see.
    else if (answer?.status === 204) await lookAtJob(client, promise);
    else if (answer && answer.status !== 200 && answer.status !== 503)
      client.complain(`SSE ${answer.status}`, answer.body);
    if (client.follows(promise)) await pause(AFTER_A_BREAK_MS);
  }
};

function seeEvent(client: Client, promise: JobPromise, { id, event, data }: SseEvent): void {
  const last = promise.sightings.at(-1);
  const seq = Number(id);
  const job = readJob(data);
  if (!job || job.id !== promise.id || job.status !== event) {
    promise.missteps.push(`event ${id} ${event} does not show the job`);
    return;
  }
  if (seq !== (last?.seq ?? 0) + 1) promise.missteps.push(`event ${seq} came after event ${last?.seq ?? 0}`);
  if (last && isTerminal(last.status)) promise.missteps.push(`event ${seq} came after the end`);
  client.see(promise, job, seq);
}
