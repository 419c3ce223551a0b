import type { Measured } from '../metrics.ts';

/** Holds the ids that were answered against the rows that there are. */
export function compareIds(
  answered: readonly string[],
  rows: readonly { readonly id: string; readonly status: string }[],
): Pick<Measured, 'lost' | 'duplicated' | 'foreign'> {
  const unique = new Set(answered);
  const succeeded = new Set(rows.filter(({ status }) => status === 'succeeded').map(({ id }) => id));
  return {
    lost: [...unique].filter((id) => !succeeded.has(id)).length,
    duplicated: answered.length - unique.size,
    foreign: rows.filter(({ id }) => !unique.has(id)).length,
  };
}
