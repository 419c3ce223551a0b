import path from 'node:path';
import type { Contender, ContenderOptions } from './contender.ts';
import { forkProcess } from './fork-process.ts';

/**
 * What a user would write first: decode and infer while the request waits; no queue, no database. `sync-batched` is
 * what it becomes when its user goes on to write the product's batcher.
 */
export async function startSync(
  name: 'sync' | 'sync-batched',
  { servers, modelsDir }: ContenderOptions,
): Promise<Contender> {
  const server = await forkProcess('bench/contenders/sync-main', {
    MODELS_DIR: modelsDir,
    DATA_DIR: path.join(servers.folder, name),
    ...(name === 'sync-batched' && { BATCHED: 'yes' }),
  });
  return {
    name,
    url: server.ready['url'] as string,
    sql: undefined,
    processes: () => [{ role: 'api', pid: server.pid }],
    unfinished: async () => 0,
    // Each is an answer that is no 200.
    failed: async () => 0,
    stop: () => server.stop(),
  };
}
