import { drawings } from '../drawings.ts';
import { uploadsOf } from '../uploads.ts';
import { compareInLoop } from './compare-in-loop.ts';
import type { Scenario } from './scenario.ts';

/** How fast jobs become durable, whatever becomes of them then. */
export const accept: Scenario = {
  title: 'Durable 202s',
  about:
    'Drawings of 28 × 28 pixels over 256 connections for two seconds. Answers per second count, first request to last answer: of `sync` these are results, of Penstock they are 202s, each sent after its job was committed. The jobs are worked off by the same machine meanwhile.',
  headline: 'answersPerSecond',
  weight: { start: 5, round: 7 },
  start: async (bench) =>
    await compareInLoop(bench, {
      names: ['sync', 'ours-redis'],
      requestOf: uploadsOf(await drawings(), 'digits'),
      connections: 256,
      forMs: bench.size(2000, 400),
    }),
};
