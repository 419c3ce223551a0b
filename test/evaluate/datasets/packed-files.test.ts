import { expect, test } from 'vitest';
import { unpackFiles } from '../../../evaluate/datasets/packed-files.ts';

test('files are cut where the offsets say, empty ones too', () => {
  const bytes = { shape: [5], values: Uint8Array.of(1, 2, 3, 4, 5) };
  const offsets = { shape: [4], values: BigInt64Array.of(0n, 2n, 2n, 5n) };
  expect(unpackFiles(bytes, offsets).map((file) => [...file])).toEqual([[1, 2], [], [3, 4, 5]]);
});
