import type { Follow } from './followers.ts';
import { lookAtJob } from './look-at-job.ts';

const WAIT_SECONDS = 5;

/** Asks for the end and is kept waiting, again and again. */
export const followByWait: Follow = async (client, promise) => {
  while (client.follows(promise)) await lookAtJob(client, promise, { query: `?wait=${WAIT_SECONDS}` });
};
