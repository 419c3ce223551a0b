import { expect, it } from 'vitest';
import { bellSize } from '../../../api/queue/bell-size.ts';
import type { LiveWorker } from '../../../shared/workers/list-workers.ts';
import { testModel } from '../../support/test-model.ts';

const MODEL = testModel({ name: 'a', task: 'tensors', batch: { maxSize: 8 } });

function worker(model: string, size: number): LiveWorker {
  const report = { running: 0, done: 0, jobsPerSecond: null, hasRoom: true, bellSize: size };
  return {
    id: 'w',
    startedAt: '',
    report: { host: '', pid: 1, children: 1, busyChildren: 0, models: { [model]: report }, metrics: '' },
  };
}

it('is what the slowest of the model’s workers asks for', () => {
  expect(bellSize([worker('a', 40), worker('a', 10), worker('b', 2)], MODEL)).toBe(10);
});

it('is a batch while no worker has said anything, and one for a model that is not here', () => {
  expect(bellSize([worker('b', 2)], MODEL)).toBe(8);
  expect(bellSize([], undefined)).toBe(1);
});
