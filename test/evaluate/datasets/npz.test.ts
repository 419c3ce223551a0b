import path from 'node:path';
import { expect, test } from 'vitest';
import { parseNpy } from '../../../evaluate/datasets/npy.ts';
import { readNpz } from '../../../evaluate/datasets/npz.ts';

const FILE = path.join(import.meta.dirname, '../../fixtures/arrays.npz');

test('arrays are read as numpy has written them, and only those that were asked for', async () => {
  const arrays = await readNpz(FILE, ['bytes', 'floats', 'doubles', 'counts', 'words']);
  expect(arrays).toEqual({
    bytes: { shape: [2, 3], values: Uint8Array.of(0, 1, 2, 3, 4, 5) },
    floats: { shape: [3], values: Float32Array.of(0.5, -1.25, 3e38) },
    doubles: { shape: [2, 1], values: Float64Array.of(0.1, 2.5) },
    counts: { shape: [2], values: BigInt64Array.of(1n, -(2n ** 40n)) },
    words: { shape: [3], values: ['no', 'happiness', 'né'] },
  });
});

test('an array that is not there, or that is stored in a way nobody here needs, is named', async () => {
  await expect(readNpz(FILE, ['bytes', 'labels'])).rejects.toThrow(/arrays\.npz has no array labels/);
  await expect(readNpz(FILE, ['columns_first'])).rejects.toThrow(/'fortran_order': True/);
  await expect(readNpz(FILE, ['short'])).rejects.toThrow('Arrays of <i2 are not read');
});

test('a file that is none of numpy’s or was cut short is refused', () => {
  expect(() => parseNpy(Buffer.from('PNG and so on'))).toThrow('not a file of numpy');
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }";
  const file = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Uint8Array.of(header.length, 0),
    Buffer.from(header),
    Uint8Array.of(7, 8),
  ]);
  expect(() => parseNpy(file)).toThrow('The array has 2 of 3 values');
  expect(parseNpy(Buffer.concat([file, Uint8Array.of(9)]))).toEqual({
    shape: [3],
    values: Uint8Array.of(7, 8, 9),
  });
});
