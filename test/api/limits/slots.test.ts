import { expect, it } from 'vitest';
import { Slots } from '../../../api/limits/slots.ts';

it('gives each owner so many places, and all together so many', () => {
  const slots = new Slots({ most: 3, mostEach: 2 });
  const first = slots.take('a');
  expect([first, slots.take('a'), slots.take('a'), slots.take('b'), slots.take('b')]).toEqual([
    expect.any(Function),
    expect.any(Function),
    undefined,
    expect.any(Function),
    undefined,
  ]);
  first?.();
  // Giving back twice gives back once.
  first?.();
  expect([slots.take('b'), slots.take('a')]).toEqual([expect.any(Function), undefined]);
});
