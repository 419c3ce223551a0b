import type { JobFilter } from '../api/client.ts';

const DAY_MS = 86_400_000;

/** What the address of the list asks the api for. Days are the reader's own, the last one included. */
export function filterOf(search: URLSearchParams): JobFilter {
  const day = (name: string) => {
    const text = search.get(name);
    return text && /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00`) : undefined;
  };
  const from = day('from');
  const to = day('to');
  return {
    status: search.get('status') ?? undefined,
    model: search.get('model') ?? undefined,
    collection: search.get('collection') ?? undefined,
    batch: search.get('batch') ?? undefined,
    label: search.get('label')?.trim() || undefined,
    createdAfter: from?.toISOString(),
    createdBefore: to && new Date(to.getTime() + DAY_MS).toISOString(),
  };
}
