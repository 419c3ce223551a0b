import path from 'node:path';
import { loadCatalog } from '../../../shared/catalog.ts';
import { openSession } from '../../../worker/compute/sessions.ts';

/* What one picture costs in batches of several sizes: `node --import tsx bench/models/photo/measure.mjs`. */

const SIZES = [1, 2, 4, 8, 16];
const ROUNDS = 24;

const catalog = await loadCatalog(path.join(import.meta.dirname, '..'), ['photo']);
const session = await openSession(catalog.get('photo'));
const timesMs = new Map(SIZES.map((size) => [size, []]));

// Sizes take turns, so that a busy neighbour disturbs all of them alike. The first round only warms up.
for (let round = 0; round <= ROUNDS; round++)
  for (const size of SIZES) {
    const dims = [size, 3, 224, 224];
    const data = Float32Array.from({ length: size * 3 * 224 * 224 }, (_, i) => Math.sin(i + round));
    const start = performance.now();
    await session.run({ image: { datatype: 'float32', dims, data } });
    if (round > 0) timesMs.get(size).push((performance.now() - start) / size);
  }

for (const [size, times] of timesMs) {
  const [least, ...rest] = times.sort((a, b) => a - b);
  const [median, most] = [times[times.length / 2], rest.at(-1)].map((ms) => ms.toFixed(1));
  console.log(`batch ${size}: ${median} ms a picture (${least.toFixed(1)} to ${most}, ${times.length} runs)`);
}
