import { photos } from '../pictures.ts';
import { uploadsOf } from '../uploads.ts';
import { compareInLoop } from './compare-in-loop.ts';
import type { Scenario } from './scenario.ts';

/** A job whose model costs ten milliseconds: what the system around it adds. */
export const photo: Scenario = {
  title: 'Throughput of 640 × 480 photos',
  about:
    'JPEGs of 640 × 480 pixels and 60 to 85 kB on a model of about 10 ms a picture (`photo`), over 64 connections for three seconds. Such inputs go through the blob store.',
  headline: 'jobsPerSecond',
  weight: { start: 5, round: 8 },
  start: async (bench) =>
    await compareInLoop(bench, {
      names: ['sync', 'ours-redis'],
      requestOf: uploadsOf(await photos(bench.size(40, 10)), 'photo'),
      connections: 64,
      forMs: bench.size(3000, 500),
    }),
};
