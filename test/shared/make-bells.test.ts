import { describe, expect, it } from 'vitest';
import { makeBells } from '../../shared/make-bells.ts';

const jobs = (count: number, model = 'a', rank = 0) =>
  Array.from({ length: count }, (_, i) => ({ id: `${model}${rank}-${i}`, model, rank }));

describe('makeBells', () => {
  it('shares a bell up to the size of a batch, in order', () => {
    expect(makeBells(jobs(5), () => 2)).toEqual([
      { model: 'a', rank: 0, ids: ['a0-0', 'a0-1'], delayMs: 0 },
      { model: 'a', rank: 0, ids: ['a0-2', 'a0-3'], delayMs: 0 },
      { model: 'a', rank: 0, ids: ['a0-4'], delayMs: 0 },
    ]);
  });

  it('never mixes models or priorities, even when they come mixed', () => {
    const [a, b, urgent] = [jobs(2), jobs(2, 'b'), jobs(2, 'a', 1)];
    const mixed = [a[0]!, b[0]!, urgent[0]!, a[1]!, b[1]!, urgent[1]!];
    const bells = makeBells(mixed, () => 8);
    expect(bells.map(({ model, rank, ids }) => [model, rank, ids])).toEqual([
      ['a', 0, ['a0-0', 'a0-1']],
      ['b', 0, ['b0-0', 'b0-1']],
      ['a', 1, ['a1-0', 'a1-1']],
    ]);
  });

  it('asks for the size by model', () => {
    const bells = makeBells([...jobs(2), ...jobs(2, 'b')], (model) => (model === 'a' ? 1 : 2));
    expect(bells.map((bell) => bell.ids.length)).toEqual([1, 1, 2]);
  });

  it('rings for nothing without jobs', () => {
    expect(makeBells([], () => 8)).toEqual([]);
  });
});
