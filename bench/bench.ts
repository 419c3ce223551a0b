import { CONTENDER_NAMES, type Contender, type ContenderName } from './contenders/contender.ts';
import { startNaive } from './contenders/naive.ts';
import { type Ours, startOurs } from './contenders/ours.ts';
import { startSync } from './contenders/sync.ts';
import type { Endings } from './endings.ts';
import { type ModelCopy, makeModels } from './make-models.ts';
import type { Servers } from './servers.ts';

/** What a scenario works with. All that it starts is ended after it. */
export type Bench = {
  readonly servers: Servers;
  /** On Redis; on Postgres alone where there is no Redis. */
  readonly ours: 'ours-redis' | 'ours-embedded';
  /** One of two extents: a run to see that everything works does less of everything. */
  readonly size: <T>(whole: T, quick: T) => T;
  /** Starts those of the contenders that can run here, with the models `digits` and `photo`. */
  readonly start: (names: readonly ContenderName[]) => Promise<Contender[]>;
  /** Starts a Penstock that is nobody else's; more workers can be started later. */
  readonly startOurs: (models: readonly ModelCopy[], parts?: Parts) => Promise<Ours>;
  /** Puts something into the report that a reader must know about this run. */
  readonly note: (text: string) => void;
};

/** How many processes of a kind, one unless it is said; and what they are told. */
type Parts = { readonly apis?: number; readonly workers?: number; readonly env?: NodeJS.ProcessEnv };

/** Contenders that stay up for the next scenario, which saves most of the time of a quick run. */
export type Pool = { readonly contenders: Map<ContenderName, Contender>; readonly endings: Endings };

/** @param endings where everything that is started is kept until it is ended, but for what goes into the pool */
export function createBench({
  servers,
  endings,
  pool,
  note,
}: {
  servers: Servers;
  endings: Endings;
  pool: Pool | undefined;
  note: (text: string) => void;
}): Bench {
  const ours = servers.redis ? 'ours-redis' : 'ours-embedded';
  const starters = {
    sync: (modelsDir) => startSync('sync', { servers, modelsDir }),
    'sync-batched': (modelsDir) => startSync('sync-batched', { servers, modelsDir }),
    naive: (modelsDir) => startNaive({ servers, modelsDir }),
    'ours-redis': (modelsDir) => startOurs('ours-redis', { servers, modelsDir }),
    'ours-embedded': (modelsDir) => startOurs('ours-embedded', { servers, modelsDir }),
  } satisfies Record<ContenderName, (modelsDir: string) => Promise<Contender>>;

  return {
    servers,
    ours,
    size: (whole, quick) => (pool ? quick : whole),
    note,
    async start(names) {
      const modelsDir = makeModels(servers.folder, [{ from: 'digits' }, { from: 'photo' }]);
      const able = CONTENDER_NAMES.filter((name) => names.includes(name)).filter(
        (name) => servers.redis || !NEED_REDIS.includes(name),
      );
      return await Promise.all(
        able.map(async (name) => {
          const running = pool?.contenders.get(name);
          if (running) return running;
          const contender = keep(await starters[name](modelsDir), pool?.endings ?? endings);
          pool?.contenders.set(name, contender);
          return contender;
        }),
      );
    },
    async startOurs(models, { env = {}, ...counts } = {}) {
      const modelsDir = makeModels(servers.folder, models);
      return keep(await startOurs(ours, { servers, modelsDir, env }, counts), endings);
    },
  };
}

const NEED_REDIS: readonly ContenderName[] = ['naive', 'ours-redis'];

function keep<T extends Contender>(contender: T, endings: Endings): T {
  return { ...contender, stop: endings.add(() => contender.stop()) };
}
