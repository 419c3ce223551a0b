import { affine, ROW } from '../client/submission.ts';
import type { Fault } from './fault.ts';

/** See `preloads/poison.mjs`. */
const CRASHES = -12_345;
const POISON = affine('crashes', [CRASHES, 0, 0], ['failed worker-crashed']);

/** A few inputs crash the process that they run in; they fail alone, their batch mates run again and succeed. */
export const modelCrashes: Fault = {
  name: 'model-crashes',
  title: 'A model that crashes its process on 3 inputs among good ones',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 20,
  async inject({ client }) {
    const submissions = [ROW, ROW, POISON, ROW, ROW, ROW, POISON, ROW, ROW, POISON, ROW, ROW];
    await Promise.all(submissions.map((submission) => client.submit(submission, { follower: 'sse' }).ended));
  },
};
