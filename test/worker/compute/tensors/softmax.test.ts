import { describe, expect, it } from 'vitest';
import { softmax } from '../../../../worker/compute/tensors/softmax.ts';

describe('softmax', () => {
  it('turns logarithms back into their shares', () => {
    const [a, b, c] = softmax([Math.log(1), Math.log(2), Math.log(5)]);
    expect(a).toBeCloseTo(0.125, 12);
    expect(b).toBeCloseTo(0.25, 12);
    expect(c).toBeCloseTo(0.625, 12);
  });

  it('shares equally among equals, and gives all to the only one', () => {
    expect([...softmax([3, 3, 3, 3])]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([...softmax(Float32Array.of(-7))]).toEqual([1]);
  });

  it('does not overflow', () => {
    expect([...softmax([10_000, 0, -10_000])]).toEqual([1, 0, 0]);
    expect([...softmax([-10_000, -10_000])]).toEqual([0.5, 0.5]);
  });

  it('leaves the logits as they were', () => {
    const logits = Float32Array.of(1, 2);
    softmax(logits);
    expect([...logits]).toEqual([1, 2]);
  });
});
