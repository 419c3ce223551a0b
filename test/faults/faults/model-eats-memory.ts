import { CONFIG_SCHEMA } from '../../../shared/config.ts';
import { affine } from '../client/submission.ts';
import type { Fault } from './fault.ts';

/** See `preloads/poison.mjs`. */
const EATS = -54_321;
const HUNGRY = affine('eats', [EATS, 0, 0], ['failed worker-crashed']);

/** An input on which a model takes more memory than it may costs its process; it fails alone. */
export const modelEatsMemory: Fault = {
  name: 'model-eats-memory',
  title: 'A model that takes a gigabyte, with a limit of 400 MB for its process',
  backends: ['redis'],
  env: { worker: { CHILD_MAX_RSS_MB: '400' } },
  leaveOut: () =>
    'CHILD_MAX_RSS_MB' in CONFIG_SCHEMA ? undefined : 'the product has no CHILD_MAX_RSS_MB yet',
  recovery: 'all ended',
  maxRecoverySeconds: 20,
  async inject({ client }) {
    await client.submit(HUNGRY, { follower: 'wait' }).ended;
  },
};
