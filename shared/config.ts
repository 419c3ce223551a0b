import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { cpuQuota } from './cpu-quota.ts';

const integer = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.int().min(min).max(max));

const folder = z
  .string()
  .min(1)
  .transform((value) => path.resolve(value));

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://');
const redisUrl = z.string().regex(/^rediss?:\/\//, 'must start with redis:// or rediss://');

/**
 * Every environment variable that the product reads, with its default. `.env.example` says the same for people;
 * a test holds the two together.
 */
export const CONFIG_SCHEMA = {
  /** Where the api listens; 0 takes any free port. */
  PORT: integer(0, 65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Embedded Postgres and blobs. */
  DATA_DIR: folder.prefault('./data'),
  /** Any Postgres ≥ 14; the embedded one of `npm start` when absent. */
  DATABASE_URL: postgresUrl.optional(),
  /** Redis for the queue and the hints; Postgres does both when absent. */
  REDIS_URL: redisUrl.optional(),
  /** Begins the names of queues and channels, so that several systems can share one Redis. */
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]{1,32}$/i, 'must be letters, digits, dashes and underscores')
    .default('penstock'),
  MODELS_DIR: folder.prefault('./models'),
  /** Names of the models that this worker serves; all when absent. */
  MODELS: list.optional(),
  /** Worker processes of `npm start`. */
  WORKERS: integer(0, 64).default(1),
  /** Compute children per worker. */
  COMPUTE_CHILDREN: integer(1, 256).default(() =>
    Math.max(1, Math.round(cpuQuota() ?? availableParallelism())),
  ),
  MAX_UPLOAD_BYTES: integer(1, 2 ** 40).default(26_214_400),
  /** Inputs up to this size are stored with the row, larger ones in the blob store. */
  INLINE_BYTES: integer(0, 1_048_576).default(16_384),
  /** How long an ended job is kept. */
  RETENTION_HOURS: integer(1, 876_000).default(168),
  /** A job is taken away from a worker that has not been heard of for this long. */
  LEASE_MS: integer(1000, 600_000).default(10_000),
  /** How long a stopping process waits for what it is doing. */
  SHUTDOWN_GRACE_MS: integer(0, 600_000).default(10_000),
  /** Health and metrics of a worker process; none when absent. */
  WORKER_PORT: integer(0, 65_535).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

const configSchema = z.object(CONFIG_SCHEMA);

export type Config = z.output<typeof configSchema>;

/** The environment is not usable; `message` names every bad variable, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the configuration. An empty variable counts as absent.
 *
 * @throws ConfigError
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`Bad configuration:\n${lines.join('\n')}`);
}
