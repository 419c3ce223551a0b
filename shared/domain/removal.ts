/** What can be deleted together with its jobs; `collection-alone` leaves the jobs, without a collection. */
export const REMOVAL_KINDS = ['collection', 'collection-alone', 'batch', 'owner'] as const;

/** The jobs of something that was deleted, which are to go after it. */
export type Removal = { readonly kind: (typeof REMOVAL_KINDS)[number]; readonly target: string };
