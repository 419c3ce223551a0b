/**
 * The addresses of the web page's views: the api answers all of them with the same document. Older systems' drop-in
 * routes have `/home`, `/history`, `/upload`, `/camera`, `/login`, `/profile` and `/test` on the same port.
 */
export const PAGE_PATHS = {
  try: '/',
  jobs: '/jobs',
  job: '/jobs/:id',
  compare: '/compare',
  collections: '/collections',
  batches: '/batches',
  batch: '/batches/:id',
  system: '/system',
  models: '/models',
  model: '/models/:name',
  developers: '/developers',
  account: '/account',
} as const;
