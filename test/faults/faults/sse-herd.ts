import { until } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const STREAMS = 500;

/** 500 streams hang on one api when it is killed; all go on at the other where they were. */
export const sseHerd: Fault = {
  name: 'sse-herd',
  title: `${STREAMS} SSE followers come back at once after an api was killed; no event missed or doubled`,
  backends: ['redis'],
  load: { follower: 'sse', api: 0, during: { perSecond: 400, mostOpen: 700 } },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, client, ends }) {
    const [api] = system.apis;
    const open = () => client.accepted.filter(({ sightings, end }) => sightings.length > 0 && !end).length;
    for (const worker of system.workers) worker.signal('SIGSTOP');
    await until(`${STREAMS} streams are open`, () => open() >= STREAMS);
    const broken = client.http.count(/^GET broken$/);
    await api!.kill();
    await until('they have come back', () => streamsOf(system.urls[1]!, STREAMS));
    must(client.http.count(/^GET broken$/) - broken >= STREAMS, 'fewer streams broke than were open');
    for (const worker of system.workers) worker.signal('SIGCONT');
    ends();
    await api!.start();
  },
  async undo(system) {
    for (const worker of system.workers) worker.signal('SIGCONT');
  },
};

/** Whether an api has at least so many streams open. */
async function streamsOf(url: string, count: number): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics?scope=process`)).text();
  return Number(/^penstock_event_streams\S* (\d+)/m.exec(metrics)?.[1] ?? 0) >= count;
}
