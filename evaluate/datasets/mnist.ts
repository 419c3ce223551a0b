import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from '../evaluation.ts';
import { encodeGrey } from './pictures.ts';

const SIDE = 28;

/** 10,000 handwritten digits, light on dark, as PNG. Source: http://yann.lecun.com/exdb/mnist/ */
export const mnistTest: Dataset<string> = {
  name: 'MNIST test',
  unit: 'images',
  folder: 'mnist',
  async read(folder) {
    const pixels = (await unzipped(folder, 't10k-images-idx3-ubyte.gz')).subarray(16);
    const labels = (await unzipped(folder, 't10k-labels-idx1-ubyte.gz')).subarray(8);
    const size = { height: SIDE, width: SIDE };
    return Array.from(labels, (label, i) => ({
      name: `t10k ${i}`,
      contentType: 'image/png',
      makeFile: () => encodeGrey(pixels.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2), size),
      truth: String(label),
    }));
  },
};

async function unzipped(folder: string, name: string): Promise<Buffer> {
  return gunzipSync(await readFile(path.join(folder, name)));
}
