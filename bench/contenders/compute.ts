import path from 'node:path';
import { loadCatalog, type Model } from '../../shared/catalog.ts';
import { parseConfig } from '../../shared/config.ts';
import type { SampleInput, SampleOutput } from '../../worker/compute/protocol.ts';
import { ComputePool } from '../../worker/compute-pool.ts';

/** The compute children of a contender, and the models that they have loaded. */
export type Compute = { readonly pool: ComputePool; readonly model: (name?: string) => Model };

/** The product's compute children, as many as its worker has by default, for a contender without the product around. */
export async function startCompute(): Promise<Compute> {
  const dataDir = process.env['DATA_DIR']!;
  const catalog = await loadCatalog(process.env['MODELS_DIR']!);
  const pool = new ComputePool({
    size: parseConfig({}).COMPUTE_CHILDREN,
    models: [...catalog.models.values()],
    blobsDir: path.join(dataDir, 'blobs'),
    emptyDir: path.join(dataDir, 'empty'),
    maxRssBytes: Infinity,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await pool.start();
  return { pool, model: (name = '') => catalog.get(name) };
}

/** Makes the function that runs one sample by itself, on the next child that is idle. */
export function runnerAlone(pool: ComputePool): (model: Model, sample: SampleInput) => Promise<SampleOutput> {
  const waiting: (() => void)[] = [];
  return async (model, sample) => {
    while (!pool.hasIdle) await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return (await pool.run(model, [sample]))[0]!;
    } finally {
      waiting.shift()?.();
    }
  };
}
