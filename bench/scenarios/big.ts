import { bigPhotos } from '../pictures.ts';
import { uploadsOf } from '../uploads.ts';
import { compareInLoop } from './compare-in-loop.ts';
import type { Scenario } from './scenario.ts';

/** Uploads of megabytes: the blob store and the decoder. */
export const big: Scenario = {
  title: 'Throughput of 12-megapixel photos',
  about:
    'JPEGs of 4000 × 3000 pixels and 2 to 3 MB on the model `photo`, over 16 connections for three seconds. Such inputs go through the blob store.',
  headline: 'jobsPerSecond',
  weight: { start: 8, round: 9 },
  start: async (bench) =>
    await compareInLoop(bench, {
      names: ['sync', 'ours-redis'],
      requestOf: uploadsOf(await bigPhotos(bench.size(4, 2)), 'photo'),
      connections: 16,
      forMs: bench.size(3000, 700),
    }),
};
