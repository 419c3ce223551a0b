import { GENTLE } from '../client/load.ts';
import { freezeAtWork, thaw } from './conditions.ts';
import type { Fault } from './fault.ts';

/** A worker is killed with jobs in hand; when its leases are over they run elsewhere. */
export const workerKilled: Fault = {
  name: 'worker-killed',
  title: 'SIGKILL of a worker with jobs in hand, at the default lease',
  backends: ['redis', 'postgres'],
  load: GENTLE,
  recovery: 'run again',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const worker = system.workers[0]!;
    const children = await freezeAtWork(system, worker);
    await worker.kill();
    ends();
    thaw(children);
    await worker.start();
  },
};
