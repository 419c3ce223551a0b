import { followByPoll } from './follow-by-poll.ts';
import { followBySse } from './follow-by-sse.ts';
import { followByWait } from './follow-by-wait.ts';
import type { Mode } from './options.ts';
import type { Follow } from './run.ts';

/** How each mode follows a job that had not ended when it was accepted. */
export const FOLLOW = {
  wait: followByWait,
  poll: followByPoll,
  sse: followBySse,
  submit: async () => {},
} satisfies Record<Mode, Follow>;
