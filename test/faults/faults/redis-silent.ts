import { TcpProxy } from '../system/tcp-proxy.ts';
import { answerP99Ms, last } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const SILENT_MS = 6000;
let proxy: TcpProxy;

/** The network between Redis and half of the system swallows everything; the other half still works. */
export const redisSilent: Fault = {
  name: 'redis-silent',
  title: 'Redis black-holed for one api and one worker for 6 s; submissions are accepted within 2 s (p99)',
  backends: ['redis'],
  async prepare({ redis, apis, workers }) {
    proxy = await TcpProxy.open({ port: redis.port });
    const env = { REDIS_URL: `redis://127.0.0.1:${proxy.port}` };
    await Promise.all([apis[0]!.start(env), workers[0]!.start(env)]);
  },
  isQuiet: true,
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ client, ends }) {
    const since = Date.now();
    proxy.silence();
    await last(SILENT_MS);
    proxy.heal();
    ends();
    const p99Ms = answerP99Ms(client, since);
    must(p99Ms <= 2000, `submissions took ${p99Ms} ms (p99) while Redis was silent`);
  },
  async undo(system) {
    await system.stand();
    proxy.close();
  },
};
