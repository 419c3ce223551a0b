import { readdirSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { submitJob } from '../support/client.ts';
import { noise } from '../support/pictures.ts';
import { createSystem } from '../support/system.ts';

test('HEAD tells of a download what GET would, and leaves no file open', async () => {
  const system = await createSystem('postgres');
  try {
    const api = await system.start('api');
    const large = await noise(200).png().toBuffer();
    const { links } = await submitJob(system.url, { file: large });
    for (let i = 0; i < 20; i++) {
      const head = await fetch(system.url + links.input, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, `${large.length}`]);
      const format = await fetch(`${system.url}/v1/feedback/export?format=folders`, { method: 'HEAD' });
      expect([format.status, format.headers.get('content-type')]).toEqual([200, 'application/zip']);
    }
    if (process.platform === 'linux')
      await expect.poll(() => filesOf(api.pid!).filter((file) => file.includes(system.dataDir))).toEqual([]);
    expect(Buffer.from(await (await fetch(system.url + links.input)).arrayBuffer()).equals(large)).toBe(true);
  } finally {
    await system.stop();
  }
});

/** What a process has open. */
function filesOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}
