import { describe, expect, it } from 'vitest';
import { splitBatch, stackBatch, stackKey } from '../../../../worker/compute/tensors/batch.ts';
import type { Tensors } from '../../../../worker/compute/tensors/tensor-data.ts';

const floats = (dims: number[], ...data: number[]): Tensors => ({
  x: { datatype: 'float32', dims, data: Float32Array.from(data) },
});

describe('stackKey', () => {
  it('is equal for samples that differ in the first dim alone', () => {
    expect(stackKey(floats([1, 2], 1, 2))).toBe(stackKey(floats([3, 2], 1, 2, 3, 4, 5, 6)));
    expect(stackKey(floats([1, 2], 1, 2))).not.toBe(stackKey(floats([1, 3], 1, 2, 3)));
    expect(stackKey(floats([1, 2], 1, 2))).not.toBe(stackKey(floats([1, 2, 1], 1, 2)));
    const ints: Tensors = { x: { datatype: 'int32', dims: [1, 2], data: Int32Array.of(1, 2) } };
    expect(stackKey(ints)).not.toBe(stackKey(floats([1, 2], 1, 2)));
  });

  it('does not depend on the order of the names', () => {
    const [a, b] = [floats([1], 1)['x']!, floats([1, 2], 1, 2)['x']!];
    expect(stackKey({ a, b })).toBe(stackKey({ b, a }));
  });
});

describe('stackBatch and splitBatch', () => {
  it('are each other’s reverse, also with several rows to a sample and none', () => {
    const samples = [floats([1, 2], 1, 2), floats([2, 2], 3, 4, 5, 6), floats([0, 2])];
    const stacked = stackBatch(samples);
    expect(stacked).toEqual(floats([3, 2], 1, 2, 3, 4, 5, 6));
    expect(splitBatch(stacked, [1, 2, 0])).toEqual(samples);
  });

  it('work for 64-bit integers, booleans and strings', () => {
    const sample = (n: bigint, b: number, s: string): Tensors => ({
      n: { datatype: 'int64', dims: [1], data: BigInt64Array.of(n) },
      b: { datatype: 'bool', dims: [1, 1], data: Uint8Array.of(b) },
      s: { datatype: 'string', dims: [1, 1], data: [s] },
    });
    const samples = [sample(2n ** 62n, 1, 'a'), sample(-1n, 0, '')];
    const stacked = stackBatch(samples);
    expect(stacked).toEqual({
      n: { datatype: 'int64', dims: [2], data: BigInt64Array.of(2n ** 62n, -1n) },
      b: { datatype: 'bool', dims: [2, 1], data: Uint8Array.of(1, 0) },
      s: { datatype: 'string', dims: [2, 1], data: ['a', ''] },
    });
    expect(splitBatch(stacked, [1, 1])).toEqual(samples);
  });

  it('leave one sample as it is, whatever the dims of its output', () => {
    const sample = floats([1, 2], 1, 2);
    expect(stackBatch([sample])).toBe(sample);
    const scalar = floats([], 5);
    expect(splitBatch(scalar, [1])).toEqual([scalar]);
  });

  it('refuse an output that the model did not batch', () => {
    expect(() => splitBatch(floats([1, 2], 1, 2), [1, 1])).toThrow('x has dims [1, 2] for a batch of 2');
  });
});
