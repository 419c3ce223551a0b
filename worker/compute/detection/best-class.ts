type Activation = 'none' | 'sigmoid' | 'softmax';

/**
 * The best class of one candidate that is an object.
 *
 * @param at the raw value of a class
 * @param background index of the class that is no object: it takes part in a softmax, and labels do not count it
 * @returns its score in [0, 1] and its index among the labels
 */
export function bestClass(
  at: (index: number) => number,
  { classes, activation, background }: { classes: number; activation: Activation; background: number | null },
): { score: number; label: number } {
  let best = -1;
  for (let i = 0; i < classes; i++) if (i !== background && (best < 0 || at(i) > at(best))) best = i;
  const label = background !== null && best > background ? best - 1 : best;
  return { score: best < 0 ? 0 : SCORES[activation](at, best, classes), label };
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

const SCORES = {
  none: (at, best) => at(best),
  sigmoid: (at, best) => sigmoid(at(best)),
  softmax: (at, best, classes) => {
    let most = at(0);
    for (let i = 1; i < classes; i++) most = Math.max(most, at(i));
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += Math.exp(at(i) - most);
    return Math.exp(at(best) - most) / sum;
  },
} as const satisfies Record<
  Activation,
  (at: (index: number) => number, best: number, classes: number) => number
>;
