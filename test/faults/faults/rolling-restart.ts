import { type Fault, must } from './fault.ts';

/** Half of what a process may take for what is under way: nothing here takes long. */
const STOP_MS = 5000;

/** Everything is replaced in turn, one process at a time, as in an upgrade; clients see no error but a closed door. */
export const rollingRestart: Fault = {
  name: 'rolling-restart',
  title:
    'SIGTERM of every process in turn; no error seen by clients that retry refused and broken connections',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, client }) {
    for (const slot of [...system.apis, ...system.workers]) {
      const toldAt = Date.now();
      await slot.stop();
      const tookMs = Date.now() - toldAt;
      must(tookMs <= STOP_MS, `${slot.name} took ${tookMs} ms to stop`);
      await slot.start();
    }
    const errors = client.http.count(/ (4|5)\d\d$/);
    must(errors === 0, `clients got ${errors} errors: ${JSON.stringify([...client.http.counts])}`);
  },
};
