import type { Fault } from './fault.ts';

/** An api is killed; its clients go to the other one, and what it has accepted is worked off. */
export const apiKilled: Fault = {
  name: 'api-killed',
  title: 'SIGKILL of an api',
  backends: ['redis', 'postgres'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    await system.apis[0]!.kill();
    ends();
    await system.apis[0]!.start();
  },
};
