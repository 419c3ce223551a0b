import { expect, test } from 'vitest';
import { compareIds } from '../../../bench/scenarios/compare-ids.ts';

test('ids that were answered are held against the rows', () => {
  const rows = [
    { id: 'a', status: 'succeeded' },
    { id: 'b', status: 'failed' },
    { id: 'x', status: 'succeeded' },
  ];
  expect(compareIds(['a', 'a', 'b', 'c'], rows)).toEqual({ lost: 2, duplicated: 1, foreign: 1 });
});
