import type { CountedCollection } from '../shared/collections/list-collections.ts';
import type { Collection } from '../shared/domain/collection.ts';
import { rfc3339 } from '../shared/domain/rfc3339.ts';

/** The row as the api shows it. */
export function collectionView(row: CountedCollection): Collection {
  return {
    id: row.id,
    name: row.name,
    counts: { jobs: row.jobs, inputs: row.inputs, verified: row.verified },
    createdAt: rfc3339(row.createdAt),
    links: { self: `/v1/collections/${row.id}`, jobs: `/v1/jobs?collection=${row.id}` },
  };
}
