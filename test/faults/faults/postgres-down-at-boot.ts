import { last } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const DOWN_MS = 3000;
const READY_MS = 5000;

/** An api and a worker are started while Postgres is away; they wait for it and are ready when it is. */
export const postgresDownAtBoot: Fault = {
  name: 'postgres-down-at-boot',
  title: 'Postgres down for 3 s while an api and a worker start; both are ready 5 s after it is up',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const slots = [system.apis[0]!, system.workers[0]!];
    await Promise.all(slots.map((slot) => slot.stop()));
    await system.postgres.stop();
    const started = Promise.all(slots.map((slot) => slot.start()));
    await last(DOWN_MS);
    await system.postgres.start();
    ends();
    const upAt = Date.now();
    await started;
    const readyMs = Date.now() - upAt;
    must(readyMs <= READY_MS, `they were ready ${readyMs} ms after Postgres`);
  },
};
