/** How states follow upon each other. Rows of probabilities that sum to 1. */
export type MarkovChain = {
  /** Of each state at the start, [S]. */
  readonly start: readonly number[];
  /** From state to state, [S][S]. */
  readonly transition: readonly (readonly number[])[];
};

/**
 * The likeliest sequence of states behind what was seen of them. Of equally likely ones, that of the lower states.
 * Source: Viterbi 1967; Rabiner 1989, section III.B.
 *
 * @param likelihoods of what was seen at each time in each state, [T][S], up to a factor per time
 * @returns indices of states, [T]
 */
export function viterbi(
  { start, transition }: MarkovChain,
  likelihoods: readonly (readonly number[])[],
): number[] {
  const [first, ...rest] = likelihoods;
  if (!first) return [];
  const logTransition = transition.map((row) => row.map(Math.log));
  const cameFrom: number[][] = [];
  let scores = start.map((p, state) => Math.log(p) + Math.log(first[state]!));
  for (const seen of rest) {
    const from: number[] = [];
    scores = scores.map((_, state) => {
      let best = 0;
      for (let previous = 1; previous < scores.length; previous++)
        if (
          scores[previous]! + logTransition[previous]![state]! >
          scores[best]! + logTransition[best]![state]!
        )
          best = previous;
      from.push(best);
      return scores[best]! + logTransition[best]![state]! + Math.log(seen[state]!);
    });
    cameFrom.push(from);
  }
  const path = [scores.indexOf(Math.max(...scores))];
  for (const from of cameFrom.toReversed()) path.push(from[path.at(-1)!]!);
  return path.reverse();
}
