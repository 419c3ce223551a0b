import { listJobs } from './list-jobs.ts';
import { lookAtJob } from './look-at-job.ts';
import { pause, type Run } from './run.ts';
import type { Submission } from './submission.ts';

/** Between two looks at all jobs; a long poll in it ends sooner when the newest job does. */
const WAIT_SECONDS = 5;
const GAP_MS = 200;

/**
 * Looks at all jobs of the load until every accepted one has been seen at its end, or the time is over, and at least
 * once: what has ended must still be there, and be the same. Then nothing is open any more: what has not ended is
 * lost, and a job that nobody was told of is a duplicate.
 *
 * @param createdAfter RFC 3339, by the server's clock: when the load began
 * @returns false when the server would not list its jobs: then nobody knows whether any is there twice
 */
export async function audit(run: Run, createdAfter: string): Promise<boolean> {
  const { tally } = run;
  const strangers = await lookUntilAllHaveEnded(run, createdAfter).catch(() => undefined);
  for (const submission of tally.open()) tally.lose(submission, 'has not ended in time');
  // A request whose answer was lost may have made its job all the same, once.
  for (const id of strangers?.slice(tally.unanswered) ?? [])
    tally.duplicate(`job ${id}: is there, but was given to no submission`);
  return strangers !== undefined;
}

async function lookUntilAllHaveEnded(run: Run, createdAfter: string): Promise<string[]> {
  const { tally, control: connections } = run;
  for (;;) {
    const strangers = await lookAtAll(run, createdAfter);
    const newest = tally.open().at(-1);
    if (!newest || run.isOver()) return strangers;
    // Where jobs are served in turn, it is the last to end.
    await lookAtJob(run, newest, { connections, query: `?wait=${WAIT_SECONDS}` });
    await pause(GAP_MS);
  }
}

/** Tallies every job of the load; returns the ids of those that no submission was given. */
async function lookAtAll(run: Run, createdAfter: string): Promise<string[]> {
  const { tally, control: connections } = run;
  const listed = new Set<Submission>();
  const strangers: string[] = [];
  for await (const job of listJobs(run, createdAfter)) {
    const submission = tally.find(job.id);
    if (!submission) strangers.push(job.id);
    else {
      listed.add(submission);
      // Nobody waited for it: its end is when the server says, and a client who had waited would have heard.
      if (run.options.mode === 'submit' && job.finishedAt && submission.sentAt !== undefined)
        submission.endedAt ??= submission.sentAt + Date.parse(job.finishedAt) - Date.parse(job.createdAt);
      tally.look(submission, job);
    }
  }
  for (const submission of tally.submissions)
    if (submission.id && !submission.isLost && !listed.has(submission))
      await lookAtJob(run, submission, { connections });
  return strangers;
}
