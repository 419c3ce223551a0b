import { expect, test } from 'vitest';
import { Feed } from '../../api/feed.ts';
import { followJob } from '../../api/follow-job.ts';
import { connectDatabase } from '../../shared/db/client.ts';
import { submitJob } from '../support/client.ts';
import { createSystem } from '../support/system.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('a follower sees every change in order though every hint is lost, also when it comes back in the middle', async () => {
  const system = await createSystem('postgres');
  const database = connectDatabase(system.databaseUrl, { max: 2, name: 'penstock-test' });
  const feed = new Feed(database.sql, silent);
  try {
    await feed.start({ ring() {}, tell() {}, listen: async () => {}, close: async () => {} });
    await system.start('api');
    const { id } = await submitJob(system.url);
    const row = (await feed.find(id))!;
    const signal = new AbortController().signal;
    const whole = collect(followJob(feed, row, { afterSeq: 0, signal }));
    const first = await collect(followJob(feed, row, { afterSeq: 0, signal }), 1);
    await system.start('worker');
    const rest = await collect(followJob(feed, row, { afterSeq: first[0]!.seq, signal }));
    const expected = [
      { seq: 1, status: 'queued' },
      { seq: 2, status: 'running' },
      { seq: 3, status: 'succeeded' },
    ];
    expect(await whole).toEqual(expected);
    expect([...first, ...rest]).toEqual(expected);
  } finally {
    feed.stop();
    await database.close();
    await system.stop();
  }
});

async function collect(events: ReturnType<typeof followJob>, take = Infinity) {
  const seen: { seq: number; status: string }[] = [];
  for await (const event of events) {
    if (!('entry' in event)) continue;
    const { entry } = event;
    seen.push({ seq: entry.seq, status: entry.status });
    if (seen.length >= take) break;
  }
  return seen;
}
