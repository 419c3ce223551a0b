import type { Contender } from './contenders/contender.ts';
import { cpuOf, cpuSeconds } from './cpu.ts';
import type { Measured } from './metrics.ts';
import type { Servers } from './servers.ts';

/**
 * Reads what a contender has cost from now on, by part. The servers belong to all, so that what else uses them
 * meanwhile is counted too: the others stand idle. The load generator is this process.
 *
 * @returns takes the number of jobs that it was for
 */
export async function meterCosts(
  servers: Servers,
  contender: Contender,
): Promise<(jobs: number) => Promise<Measured>> {
  const before = await read(servers, contender);
  return async (jobs) => {
    const after = await read(servers, contender);
    const perJob = (part: keyof Reading) => (after[part] - before[part]) / jobs;
    const stored = contender.sql && {
      transactionsPerJob: perJob('transactions'),
      walBytesPerJob: perJob('walBytes'),
      cpuPostgresUs: perJob('postgres') * 1e6,
    };
    return {
      cpuApiUs: perJob('api') * 1e6,
      ...(!contender.name.startsWith('sync') && { cpuSupervisorUs: perJob('supervisor') * 1e6 }),
      cpuComputeUs: perJob('compute') * 1e6,
      ...stored,
      ...(['naive', 'ours-redis'].includes(contender.name) && { cpuRedisUs: perJob('redis') * 1e6 }),
      cpuGeneratorUs: perJob('generator') * 1e6,
    };
  };
}

/** CPU seconds of each part, and what the database server has written. */
type Reading = Readonly<
  Record<
    'api' | 'supervisor' | 'compute' | 'postgres' | 'redis' | 'generator' | 'transactions' | 'walBytes',
    number
  >
>;

async function read(servers: Servers, contender: Contender): Promise<Reading> {
  // The statistics views lag behind by seconds; these two are exact. Only what writes has a transaction number.
  const [written] = await servers.sql<{ transactions: number; walBytes: number }[]>`
    select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as transactions,
      pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as wal_bytes`;
  const processes = contender.processes().map(({ role, pid }) => ({ role, ...cpuOf(pid) }));
  const own = (role: string) => processes.filter((p) => p.role === role).reduce((sum, p) => sum + p.own, 0);
  const { user, system } = process.cpuUsage();
  return {
    ...written!,
    api: own('api'),
    supervisor: own('worker'),
    compute: processes.reduce((sum, p) => sum + p.below, 0),
    postgres: cpuSeconds(servers.postgresPid),
    redis: servers.redis ? cpuSeconds(servers.redis.pid) : 0,
    generator: (user + system) / 1e6,
  };
}
