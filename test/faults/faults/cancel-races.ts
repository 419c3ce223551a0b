import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../client/client.ts';
import { PICTURES, type Submission } from '../client/submission.ts';
import type { Fault } from './fault.ts';

const RACES = 300;
const LANES = 30;
const LONGEST_MS = 150;
const EITHER: readonly Submission[] = PICTURES.map((picture) => ({
  ...picture,
  endings: ['succeeded', 'canceled'],
}));

/** Jobs are canceled and deleted at every moment of their lives; what their clients are told is what they become. */
export const cancelRaces: Fault = {
  name: 'cancel-races',
  title: `${RACES} jobs canceled or deleted while they are queued, run or end`,
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ client }) {
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      for (let n = lane; n < RACES; n += LANES) await race(client, n);
    });
    await Promise.all(lanes);
  },
};

async function race(client: Client, n: number): Promise<void> {
  const follower = (['sse', 'wait'] as const)[n % 2]!;
  const { promise, accepted, ended } = client.submit(EITHER[n % EITHER.length]!, { follower });
  await accepted;
  // Spread over the life of a job, the same at every run.
  await pause((n * 37) % LONGEST_MS);
  const path = `/v1/jobs/${promise.id}`;
  if (n % 4 === 0) {
    promise.isDeleted = true;
    const answer = await client.http.ask({ method: 'DELETE', path, headers: [] });
    if (answer?.status !== 204) client.complain(`DELETE ${answer?.status}`, answer?.body ?? Buffer.alloc(0));
  } else {
    const answer = await client.http.ask({ method: 'POST', path: `${path}/cancel`, headers: [] });
    if (answer?.status === 200) promise.mustEnd = 'canceled';
    else if (answer?.status === 409) promise.mustEnd = 'not canceled';
    else client.complain(`cancel ${answer?.status}`, answer?.body ?? Buffer.alloc(0));
  }
  await ended;
}
