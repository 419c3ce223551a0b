import { isFollowed, lookAtJob } from './look-at-job.ts';
import { type Follow, pause } from './run.ts';

const WAIT_SECONDS = 30;
/** After an answer that came without the end of the job, so that a server that does not wait is not stormed. */
const GAP_MS = 100;

/** Follows a job by long polls. */
export const followByWait: Follow = async (run, submission) => {
  const { connections } = run;
  while (isFollowed(run, submission)) {
    await lookAtJob(run, submission, { connections, query: `?wait=${WAIT_SECONDS}` });
    if (isFollowed(run, submission)) await pause(GAP_MS);
  }
};
