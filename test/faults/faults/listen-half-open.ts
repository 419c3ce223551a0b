import { TcpProxy } from '../system/tcp-proxy.ts';
import { last, slowestTellingMs } from './conditions.ts';
import { type Fault, must } from './fault.ts';

/** Longer than any follower may be left in the dark. */
const SILENT_MS = 6000;
const LATE_MS = 4000;
let proxy: TcpProxy;

/** The connections on which an api tells and hears hints are dead without notice; its followers look for themselves. */
export const listenHalfOpen: Fault = {
  name: 'listen-half-open',
  title: 'LISTEN connection of an api half-open for 6 s; followers are told of the end within 4 s',
  backends: ['postgres'],
  load: { api: 0 },
  async prepare({ postgres, apis }) {
    proxy = await TcpProxy.open({ path: `${postgres.socketDir}/.s.PGSQL.5432` });
    const DATABASE_URL = `postgres://postgres@127.0.0.1:${proxy.port}/faults`;
    await apis[0]!.start({ DATABASE_URL });
  },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, client, load, ends }) {
    proxy.silence((greeting) => greeting.includes('penstock-hints'));
    await last(SILENT_MS);
    proxy.heal();
    ends();
    await load.finish();
    const slowestMs = await slowestTellingMs(system, client);
    must(slowestMs <= LATE_MS, `a follower was told of the end ${slowestMs} ms late`);
  },
  async undo(system) {
    await system.stand();
    proxy.close();
  },
};
