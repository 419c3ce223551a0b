import type { Connections } from './http-connections.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { readJob } from './read-job.ts';
import { kindOf, type Run } from './run.ts';
import type { Submission } from './submission.ts';

/** Whether there is still something to follow. */
export function isFollowed(run: Run, { end, isLost }: Submission): boolean {
  return !end && !isLost && !run.isOver();
}

/**
 * Asks for a job once and tallies what the answer says of it; never rejects.
 *
 * @param query from `?` on
 * @returns its ETag, when there is one
 */
export async function lookAtJob(
  run: Run,
  submission: Submission,
  {
    connections,
    query = '',
    headers = [],
  }: { connections: Connections; query?: string; headers?: readonly string[] },
): Promise<string | undefined> {
  const { tally } = run;
  let answer: HttpAnswer;
  try {
    const path = `/v1/jobs/${submission.id}${query}`;
    answer = await connections.request({ method: 'GET', path, headers: [...headers, ...run.headers] });
  } catch (error) {
    if (!run.isOver()) tally.err(`GET ${kindOf(error)}`);
    return undefined;
  }
  const { status } = answer;
  const job = status === 200 ? readJob(answer.body) : undefined;
  if (job && job.id === submission.id) tally.look(submission, job);
  else if (status === 404) tally.lose(submission, 'is not found any more');
  else if (status !== 304)
    tally.err(status === 200 ? 'GET answered with something that is not the job' : `GET ${status}`);
  return answer.headers.etag;
}
