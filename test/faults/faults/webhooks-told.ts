import { freezeAtWork, thaw } from './conditions.ts';
import type { Fault } from './fault.ts';

/** Whatever dies between the end of a job and its webhook, the receiver is told, with one id however often. */
export const webhooksTold: Fault = {
  name: 'webhooks-told',
  title: 'Webhooks of all jobs, with SIGKILL of a worker, of an api, and of all sessions of Postgres',
  backends: ['redis'],
  load: { follower: 'webhook' },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  isQuiet: true,
  async inject({ system, load }) {
    const [worker, api] = [system.workers[0]!, system.apis[0]!];
    const children = await freezeAtWork(system, worker);
    await worker.kill();
    thaw(children);
    await worker.start();
    await load.accepted(500);
    await api.kill();
    await api.start();
    await system.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name <> 'penstock-faults'`;
  },
};
