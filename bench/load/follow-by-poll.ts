import { isFollowed, lookAtJob } from './look-at-job.ts';
import { type Follow, pause } from './run.ts';

const GAP_MS = 50;

/** Follows a job by looking at it again and again; the ETag spares the body while nothing has changed. */
export const followByPoll: Follow = async (run, submission) => {
  const { connections } = run;
  let etag: string | undefined;
  while (isFollowed(run, submission)) {
    await pause(GAP_MS);
    const headers = etag ? ['if-none-match', etag] : [];
    etag = (await lookAtJob(run, submission, { connections, headers })) ?? etag;
  }
};
