import path from 'node:path';
import { loadCatalog } from '../../shared/catalog.ts';
import { openSession } from '../../worker/compute/sessions.ts';

/*
 * What one picture costs image models in batches of several sizes, in ONNX Runtime alone:
 *   node --import tsx bench/models/measure.mjs models/emotion-large models/emotion-small
 */

const SIZES = [1, 2, 4, 8, 16, 32];
const ROUNDS = 12;
const RUNS = 3;
/** Small models take more rounds. */
const LEAST_MS = 10_000;

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Name the folders of models');
const subjects = [];
for (const folder of folders) {
  const name = path.basename(folder);
  const model = (await loadCatalog(path.dirname(folder), [name])).get(name);
  const { tensor, height, width, color } = model.manifest.input;
  const session = await openSession(model, model.file);
  for (const size of SIZES)
    subjects.push({
      name,
      size,
      tensor,
      dims: [size, color === 'grey' ? 1 : 3, height, width],
      session,
      times: [],
    });
}

// They take turns, so that a busy neighbour disturbs all of them alike. The first run of a turn only warms up: another
// size has left the memory in other shapes.
const start = performance.now();
for (let round = 0; round < ROUNDS || performance.now() < start + LEAST_MS; round++)
  for (const { size, tensor, dims, session, times } of subjects) {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const data = Float32Array.from({ length: count }, (_, i) => Math.sin(i + round));
    for (let run = 0; run <= RUNS; run++) {
      const before = performance.now();
      await session.run({ [tensor]: { datatype: 'float32', dims, data } });
      if (run > 0) times.push((performance.now() - before) / size);
    }
  }

for (const { name, size, times } of subjects) {
  const [least, ...rest] = times.sort((a, b) => a - b);
  const [low, median, most] = [least, times[times.length >> 1], rest.at(-1)].map((ms) => ms.toPrecision(3));
  console.log(`${name}, batch ${size}: ${median} ms a picture (${low} to ${most}, ${times.length} runs)`);
}
