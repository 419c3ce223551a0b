import { attemptsOf, freezeAtWork, thaw, until } from './conditions.ts';
import type { Fault } from './fault.ts';

/** A worker sleeps past its leases with results at hand; when it wakes up they are not its own any more. */
export const workerPaused: Fault = {
  name: 'worker-paused',
  title: 'SIGSTOP of a worker for longer than its lease, then SIGCONT: late results change nothing',
  backends: ['redis'],
  isQuiet: true,
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const worker = system.workers[0]!;
    const children = await freezeAtWork(system, worker);
    worker.signal('SIGSTOP');
    // They end their batch, and their answer waits for the sleeper.
    thaw(children);
    await until('its jobs are taken away', async () => (await attemptsOf(system, worker)) === 0, 15_000);
    const isFenced = worker.says('attempt.fenced');
    worker.signal('SIGCONT');
    ends();
    await isFenced;
  },
};
