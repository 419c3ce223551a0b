import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { digitPictures } from '../support/digit-pictures.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem } from '../support/system.ts';

describe.each(availableBackends())('a burst on %s', (backend) => {
  test('of 200 at once is answered right, all of it, in batches', async () => {
    const system = await createSystem(backend, { COMPUTE_CHILDREN: '1' });
    try {
      await system.start('api');
      const pictures = await digitPictures(200);
      const answering = Promise.all(
        pictures.map(async ({ file, label }) => {
          const { status, body } = await post(`${system.url}/v1/jobs?model=digits`, file);
          return { status, got: labelOf(JSON.parse(body) as Job), label };
        }),
      );
      // The worker comes when all wait, so that the batches depend on nobody's speed.
      while ((await system.sql`select id from jobs`).length < 200)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await system.start('worker');
      const answers = await answering;
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect(answers.filter(({ got, label }) => got !== label)).toEqual([]);
      const mean = await meanBatchSize(system.url);
      expect(mean).toBeGreaterThan(3);
    } finally {
      await system.stop();
    }
  });
});

/** Node's own client and a bare body: the burst must not wait for the one who makes it. */
function post(url: string, body: Uint8Array): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'image/png', 'Content-Length': body.length, Prefer: 'wait=30' };
    const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject).end(body);
  });
}

function labelOf(job: Job): string | undefined {
  return job.result && 'labels' in job.result ? job.result.labels[0]?.label : undefined;
}

/** As the metrics page says, once the worker's next report has reached it. */
async function meanBatchSize(url: string): Promise<number> {
  for (let i = 0; i < 50; i++) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const read = (name: string) =>
      Number(new RegExp(`^penstock_batch_size_${name}\\{.*\\} (.*)$`, 'm').exec(text)?.[1] ?? 0);
    if (read('sum') >= 200) return read('sum') / read('count');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The metrics never showed the batches');
}
