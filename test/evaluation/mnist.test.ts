import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { startSystem } from '../support/system.ts';

const FOLDER = path.join(import.meta.dirname, '../../../shared/data/mnist');
const isThere = existsSync(FOLDER);
if (!isThere) console.log('LEFT OUT: the accuracy of `digits`, because the MNIST files are not there');

test.skipIf(!isThere)(
  'digits reads at least 99.5 % of the MNIST test images through the api',
  async () => {
    const images = gunzipSync(readFileSync(path.join(FOLDER, 't10k-images-idx3-ubyte.gz'))).subarray(16);
    const labels = gunzipSync(readFileSync(path.join(FOLDER, 't10k-labels-idx1-ubyte.gz'))).subarray(8);
    const system = await startSystem('postgres', { LOG_LEVEL: 'warn' });
    try {
      let next = 0;
      let right = 0;
      const lane = async () => {
        for (let i = next++; i < labels.length; i = next++) {
          const raw = { width: 28, height: 28, channels: 1 } as const;
          const file = await sharp(images.subarray(i * 784, (i + 1) * 784), { raw })
            .png()
            .toBuffer();
          const response = await fetch(`${system.url}/v1/jobs?model=digits`, {
            method: 'POST',
            headers: { 'Content-Type': 'image/png', Prefer: 'wait=60' },
            body: new Uint8Array(file),
          });
          const { result } = (await response.json()) as Job;
          if (result && 'labels' in result && result.labels[0]?.label === String(labels[i])) right++;
        }
      };
      await Promise.all(Array.from({ length: 64 }, lane));
      console.log(`digits: ${right} of ${labels.length} MNIST test images`);
      expect(right / labels.length).toBeGreaterThanOrEqual(0.995);
    } finally {
      await system.stop();
    }
  },
  180_000,
);
