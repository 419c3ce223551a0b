import { seededRandom } from '../../bench/random.ts';

/** Numbers that only look random: the same seed gives the same ones, on every machine. */
export type Random = {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  bytes(count: number): Buffer;
};

/**
 * What all requests and pictures of a run follow from; printed by the tests. `FUZZ_SEED=7 npx vitest run test/fuzz`
 * tries others.
 */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121);

/**
 * @param name sets runs of one seed apart, so that none changes with what was drawn before it
 */
export function createRandom(seed: number, name: string): Random {
  const next = seededRandom(
    [...name].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x0100_0193), seed),
  );
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    pick: (from) => from[int(from.length)]!,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => int(256))),
  };
}
