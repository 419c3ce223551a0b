import type { Client } from './client.ts';
import { followByPoll } from './follow-by-poll.ts';
import { followBySse } from './follow-by-sse.ts';
import { followByWait } from './follow-by-wait.ts';
import { followByWebhook } from './follow-by-webhook.ts';
import type { JobPromise } from './job-promise.ts';

/**
 * Follows an accepted job until the client does not follow it any more, and takes down all that it is shown.
 *
 * @param api index of the api to begin with; whichever is next when undefined
 */
export type Follow = (client: Client, promise: JobPromise, api?: number) => Promise<void>;

/** How clients learn of the end of their jobs. */
export const FOLLOWERS = {
  poll: followByPoll,
  wait: followByWait,
  sse: followBySse,
  webhook: followByWebhook,
} as const satisfies Record<string, Follow>;

export type FollowerName = keyof typeof FOLLOWERS;

/** Those that share the load unless a fault says otherwise; a webhook whose sender dies comes only after half a minute. */
export const USUAL_FOLLOWERS: readonly FollowerName[] = ['poll', 'wait', 'sse'];
