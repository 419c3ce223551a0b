import { expect, it } from 'vitest';
import { historyOf } from '../../../shared/domain/history.ts';
import { CRASHED, jobRow } from '../../support/job-row.ts';

it.each([
  [['queued']],
  [['queued', 'running']],
  [['queued', 'canceled']],
  [['queued', 'failed']],
  [['queued', 'running', 'succeeded']],
  [['queued', 'running', 'queued', 'running', 'queued', 'canceled']],
] as const)('is told by the row alone: %j', ([first, ...rest]) => {
  const row = jobRow([first, ...rest]);
  const history = historyOf(row);
  expect(history.map((entry) => entry.status)).toEqual([first, ...rest]);
  expect(history.map((entry) => entry.seq)).toEqual([first, ...rest].map((_, i) => i + 1));
  expect(history.at(-1)?.seq).toBe(row.seq);
});

it('numbers the attempts, and says of a retry why there is one', () => {
  expect(historyOf(jobRow(['queued', 'running', 'queued', 'running', 'failed']))).toEqual([
    { seq: 1, status: 'queued', attempt: 0 },
    { seq: 2, status: 'running', attempt: 1 },
    { seq: 3, status: 'queued', attempt: 1, error: CRASHED },
    { seq: 4, status: 'running', attempt: 2 },
    { seq: 5, status: 'failed', attempt: 2 },
  ]);
});
