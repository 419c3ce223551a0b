/** What `npm start` says when everything is ready. */
export function banner(facts: {
  version: string;
  url: string;
  queue: string;
  database: string;
  dataDir: string;
  models: readonly string[];
  workers: number;
  children: number;
  /** Where the clients of older systems are served besides. */
  compat: readonly string[];
}): string {
  const { version, url, queue, database, dataDir, models, workers, children, compat } = facts;
  const lines = [
    ['API', `${url}  (reference: ${url}/docs)`],
    ...(compat.length > 0 ? [['Drop-in', compat.join(', ')]] : []),
    ['Queue', queue === 'redis' ? 'BullMQ on Redis' : 'BullMQ on Postgres (set REDIS_URL for Redis)'],
    ['Database', database],
    ['Data', dataDir],
    ['Models', models.join(', ') || 'none'],
    ['Workers', `${workers}, with ${children} compute ${children === 1 ? 'child' : 'children'} each`],
  ];
  const rows = lines.map(([name, text]) => `  ${name!.padEnd(10)}${text}`);
  return `\nPenstock ${version} is ready\n\n${rows.join('\n')}\n\nCtrl-C stops it.\n`;
}
