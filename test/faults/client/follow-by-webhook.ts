import { setTimeout as pause } from 'node:timers/promises';
import type { Follow } from './followers.ts';

const LOOK_AGAIN_MS = 50;

/** Is told of the end, once or more often, and always the same. */
export const followByWebhook: Follow = async (client, promise) => {
  while (client.follows(promise)) {
    const told = client.receiver?.toldOf(promise.id!);
    if (!told) await pause(LOOK_AGAIN_MS);
    else {
      const { status, result, error } = told.job;
      promise.end = { status, result, error, at: Date.now() };
      promise.isTold = () => told.ids.size === 1 && told.bodies.size === 1;
    }
  }
};
