import { isTerminal } from '../../shared/domain/job-status.ts';
import { isFollowed, lookAtJob } from './look-at-job.ts';
import { readJob } from './read-job.ts';
import { type Follow, kindOf, pause, type Run } from './run.ts';
import { sseReader } from './sse-reader.ts';
import type { Submission } from './submission.ts';

/** Before a stream that ended too early is taken up again. */
const GAP_MS = 200;

/** Follows a job by its event stream, to the end of the stream; one that breaks is resumed after the last event. */
export const followBySse: Follow = async (run, submission) => {
  const place = { lastEventId: '' };
  while (isFollowed(run, submission)) {
    await readStream(run, submission, place);
    if (isFollowed(run, submission)) await pause(GAP_MS);
  }
};

async function readStream(run: Run, submission: Submission, place: { lastEventId: string }): Promise<void> {
  const { tally, connections } = run;
  let ends = 0;
  const onData = sseReader(({ id, data }) => {
    place.lastEventId = id || place.lastEventId;
    const job = readJob(data);
    if (!job || job.id !== submission.id) return tally.err('SSE event that does not show the job');
    tally.look(submission, job);
    if (isTerminal(job.status) && ++ends === 2)
      tally.duplicate(`job ${job.id}: has ended twice in one stream`);
  });
  const path = `/v1/jobs/${submission.id}/events`;
  const resume = place.lastEventId ? ['last-event-id', place.lastEventId] : [];
  try {
    const headers = [...resume, ...run.headers];
    const { status } = await connections.request({ method: 'GET', path, headers, onData });
    if (status === 404) tally.lose(submission, 'is not found any more');
    // By the server's account all has been told; so the end must be there to see.
    else if (status === 204) await lookAtJob(run, submission, { connections });
    else if (status !== 200) tally.err(`SSE ${status}`);
  } catch (error) {
    if (!run.isOver()) tally.err(`SSE ${kindOf(error)}`);
  }
}
