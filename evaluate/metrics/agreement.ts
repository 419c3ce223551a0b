import type { Figures } from '../evaluation.ts';
import { countConfusion, type LabelPair, percent, recallRows } from './confusion.ts';

/** The share of pairs that agree, with Cohen's kappa: what is left of it when agreement by chance is taken out. */
export function agreement(pairs: readonly LabelPair[]): Figures {
  const { right, total } = countConfusion(pairs);
  const kappa = cohensKappa(pairs);
  return {
    value: right / total,
    metric: 'accuracy',
    rows: [
      ['accuracy', `${percent(right / total)} (${right} of ${total})`],
      ["Cohen's kappa", kappa.toFixed(3)],
      ...recallRows(pairs),
    ],
  };
}

/** (observed - expected) / (1 - expected) agreement, in [-1, 1]. Source: Cohen 1960, doi 10.1177/001316446002000104 */
function cohensKappa(pairs: readonly LabelPair[]): number {
  const { labels, right, total } = countConfusion(pairs);
  const expected = labels.reduce((sum, label) => {
    const isTrue = pairs.filter(({ truth }) => truth === label).length;
    const isSaid = pairs.filter(({ said }) => said === label).length;
    return sum + (isTrue * isSaid) / total ** 2;
  }, 0);
  // One label everywhere: chance explains everything.
  return expected === 1 ? 0 : (right / total - expected) / (1 - expected);
}
