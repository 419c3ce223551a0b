import type { Fault } from './fault.ts';

/** An api has stored a file and dies before there is a row for it: the file is nobody's, the submission not accepted. */
export const apiDiesAfterBlob: Fault = {
  name: 'api-dies-after-blob',
  title: 'SIGKILL of an api between blob and insert',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const api = system.apis[0]!;
    api.tell('die-after-blob');
    await api.dies();
    ends();
    await api.start();
  },
};
