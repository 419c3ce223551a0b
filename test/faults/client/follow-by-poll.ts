import { setTimeout as pause } from 'node:timers/promises';
import type { Follow } from './followers.ts';
import { lookAtJob } from './look-at-job.ts';

const FIRST_GAP_MS = 250;
const LONGEST_GAP_MS = 2000;

/** Looks at the job again and again, less often the longer it takes. */
export const followByPoll: Follow = async (client, promise) => {
  let etag: string | undefined;
  for (let gapMs = FIRST_GAP_MS; client.follows(promise); gapMs = Math.min(LONGEST_GAP_MS, gapMs * 2)) {
    await pause(gapMs);
    etag = await lookAtJob(client, promise, { etag });
  }
};
