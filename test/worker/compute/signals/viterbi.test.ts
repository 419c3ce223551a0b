import { describe, expect, it } from 'vitest';
import { type MarkovChain, viterbi } from '../../../../worker/compute/signals/viterbi.ts';
import { hasFixtures, readCases } from '../../../support/fixtures.ts';

/** Where one of a few things can be seen, and it is known how often each is in each state. */
function decode(model: MarkovChain & { emission: number[][] }, observed: readonly number[]): number[] {
  const likelihoods = observed.map((thing) => model.emission.map((row) => row[thing]!));
  return viterbi(model, likelihoods);
}

describe('viterbi', () => {
  it('finds the way of the textbook', () => {
    // Healthy or fever; normal, cold or dizzy.
    const model = {
      start: [0.6, 0.4],
      transition: [
        [0.7, 0.3],
        [0.4, 0.6],
      ],
      emission: [
        [0.5, 0.4, 0.1],
        [0.1, 0.3, 0.6],
      ],
    };
    expect(decode(model, [0, 1, 2])).toEqual([0, 0, 1]);
    expect(decode(model, [2])).toEqual([1]);
    expect(decode(model, [])).toEqual([]);
  });

  it('never takes a way that cannot be', () => {
    const model = {
      start: [1, 0],
      transition: [
        [1, 0],
        [1, 0],
      ],
      emission: [
        [0.01, 0.99],
        [0.99, 0.01],
      ],
    };
    expect(decode(model, [0, 0, 0])).toEqual([0, 0, 0]);
  });

  it('keeps a sequence of a thousand from vanishing', () => {
    const model = {
      start: [0.5, 0.5],
      transition: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      emission: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
    };
    const observed = Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : 1));
    expect(decode(model, observed)).toEqual(observed);
  });

  type Hmm = {
    emission: number[][];
    transition_estimated: number[][];
    start_estimated: number[];
    viterbi_cases: { observed: number[]; decoded: number[] }[];
  };
  const hmm = readCases<Hmm | null>('polydodo/hmm.json', null);

  it.skipIf(!hasFixtures)('agrees with the cases of others', () => {
    const { emission, transition_estimated: transition, start_estimated: start, viterbi_cases: cases } = hmm!;
    expect(cases.length).toBeGreaterThan(0);
    for (const { observed, decoded } of cases)
      expect(decode({ start, transition, emission }, observed)).toEqual(decoded);
  });
});
