import type { Fault } from './fault.ts';

/** An api has made jobs durable and dies before it rings: nobody has heard of them but the table. */
export const apiDiesBeforeBell: Fault = {
  name: 'api-dies-before-bell',
  title: 'SIGKILL of an api between insert and bell',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const api = system.apis[0]!;
    api.tell('die-before-bell');
    await api.dies();
    ends();
    await api.start();
  },
};
