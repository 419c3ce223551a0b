import type { Metric } from '../evaluation.ts';
import { countConfusion, percent, recallRows } from './confusion.ts';

/** The share of samples whose best label is the true one, and the same for each label. */
export const topOne: Metric<string> = (answers) => {
  const pairs = answers.map(({ truth, result }) => ({
    truth,
    said: result && 'labels' in result ? (result.labels[0]?.label ?? null) : null,
  }));
  const { right, total } = countConfusion(pairs);
  const rows = recallRows(pairs);
  return {
    value: right / total,
    metric: 'top-1',
    rows: [['top-1', `${percent(right / total)} (${right} of ${total})`], ...rows],
  };
};
