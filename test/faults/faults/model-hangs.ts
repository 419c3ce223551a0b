import { spin } from '../client/submission.ts';
import type { Fault } from './fault.ts';

const ENDLESS = spin('endless', 1e15, ['failed model-timeout']);

/** An input on which a model never returns is given up at its time-out, three times; others go on beside it. */
export const modelHangs: Fault = {
  name: 'model-hangs',
  title: 'A model that never returns (time-out of 3 s, three attempts)',
  backends: ['redis'],
  isQuiet: true,
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ client }) {
    await client.submit(ENDLESS, { follower: 'wait' }).ended;
  },
};
