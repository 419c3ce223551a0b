import { freezeAtWork, thaw } from './conditions.ts';
import type { Fault } from './fault.ts';

/** No worker is left for a moment, and all that they had in hand is lost with them. */
export const allWorkersKilled: Fault = {
  name: 'all-workers-killed',
  title: 'SIGKILL of all workers at once, jobs in hand',
  backends: ['redis'],
  isQuiet: true,
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const { workers } = system;
    const frozen = await Promise.all(workers.map((worker) => freezeAtWork(system, worker)));
    await Promise.all(workers.map((worker) => worker.kill()));
    thaw(frozen.flat());
    await Promise.all(workers.map((worker) => worker.start()));
    // How long a machine takes to start them again is not the system's doing.
    ends();
  },
};
