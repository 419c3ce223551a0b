import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { cpuQuota } from './cpu-quota.ts';
import { COMPAT_NAMES, type CompatChoice, parseCompatChoice } from './domain/compat.ts';
import { isLoopback } from './domain/loopback.ts';
import { isNetwork } from './outbound/address-policy.ts';
import { parseModelKey } from './sealing/model-key.ts';

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

const compatChoices = list.transform((items, ctx) =>
  items.flatMap((item): CompatChoice[] => {
    const choice = parseCompatChoice(item);
    if (choice) return [choice];
    ctx.addIssue(`must be names such as ${COMPAT_NAMES.join()}, each with :port for another than its own`);
    return [];
  }),
);

const boolean = z.enum(['true', 'false']).transform((value) => value === 'true');

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
  /** Who may use the api: `none`, everybody who reaches it; `keys`, who has a key or signs in. By HOST when absent. */
  AUTH: z.enum(['none', 'keys']).optional(),
  /** Whether anybody may make an account. */
  REGISTRATION: z.enum(['open', 'closed']).default('closed'),
  /** What `/metrics` asks for as a bearer token; nothing when absent. */
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** Whether `X-Forwarded-For` tells where a request comes from. */
  TRUST_PROXY: boolean.prefault('false'),
  /** Requests a minute of one key; 0 for no limit. */
  RATE_LIMIT_PER_KEY: integer(0, 1e9).default(60_000),
  /** Requests a minute from one address that show no valid key. */
  RATE_LIMIT_PER_ADDRESS: integer(1, 1e9).default(600),
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
  /** Names of the models that this api offers, or this worker serves; all when absent. */
  MODELS: list.optional(),
  /** What sealed models are opened with: 32 bytes as hex or base64. */
  MODEL_KEY: z
    .string()
    .refine((text) => parseModelKey(text) !== undefined, 'must be 32 bytes as hex or base64')
    .optional(),
  /** Worker processes of `npm start`. */
  WORKERS: integer(0, 64).default(1),
  /** Compute children per worker. */
  COMPUTE_CHILDREN: integer(1, 256).default(() =>
    Math.max(1, Math.round(cpuQuota() ?? availableParallelism())),
  ),
  /** A compute child that takes more memory is killed and replaced; on Linux. */
  CHILD_MAX_RSS_MB: integer(64, 1_048_576).default(4096),
  /** Of all models but those whose manifest allows more. */
  MAX_UPLOAD_BYTES: integer(1, 2 ** 40).default(26_214_400),
  /** Files of one batch. */
  MAX_BATCH_FILES: integer(1, 1_000_000).default(10_000),
  /** What the files of one batch may take together, packed and unpacked alike. */
  MAX_BATCH_BYTES: integer(1, 2 ** 40).default(1_073_741_824),
  /** Inputs up to this size are stored with the row, larger ones in the blob store. */
  INLINE_BYTES: integer(0, 1_048_576).default(16_384),
  /** Uploads above INLINE_BYTES that one api receives at a time. */
  MAX_UPLOADS: integer(1, 100_000).default(512),
  /** The same, of one owner. */
  MAX_UPLOADS_PER_OWNER: integer(1, 100_000).default(384),
  /** Event streams of one owner that one api serves at a time. */
  MAX_STREAMS_PER_OWNER: integer(1, 1_000_000).default(10_000),
  /** Jobs that may wait for one model. */
  MAX_QUEUED_PER_MODEL: integer(1, 1e9).default(200_000),
  /** The same, of one owner. */
  MAX_QUEUED_PER_OWNER: integer(1, 1e9).default(100_000),
  /** What the stored inputs of one owner may take together; 0 for no bound. */
  MAX_STORED_MB_PER_OWNER: integer(0, 1e9).default(0),
  /** How long an ended job is kept. */
  RETENTION_HOURS: integer(1, 876_000).default(168),
  /** A job is taken away from a worker that has not been heard of for this long. */
  LEASE_MS: integer(1000, 600_000).default(10_000),
  /** How long a stopping process waits for what it is doing. */
  SHUTDOWN_GRACE_MS: integer(0, 600_000).default(10_000),
  /** Health and metrics of a worker process; none when absent. */
  WORKER_PORT: integer(0, 65_535).optional(),
  /** Whether an input may be named by its URL, which the api then downloads. */
  ALLOW_INPUT_URLS: boolean.prefault('false'),
  /** Networks that inputs by URL and webhooks may reach though they are not public, and by http and on any port. */
  OUTBOUND_ALLOW: list
    .refine((items) => items.every(isNetwork), 'must be addresses and networks such as 10.1.2.3,10.0.0.0/8')
    .optional(),
  /** Older systems whose clients are served by drop-in routes. */
  COMPAT: compatChoices.optional(),
  /** Origins of pages that may call the drop-in routes that are called with cookies; pages of this machine always. */
  COMPAT_ORIGINS: list.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

const configSchema = z
  .object(CONFIG_SCHEMA)
  .transform((config) => ({ ...config, AUTH: config.AUTH ?? (isLoopback(config.HOST) ? 'none' : 'keys') }))
  .refine(({ AUTH, HOST }) => AUTH === 'keys' || isLoopback(HOST), {
    path: ['AUTH'],
    message:
      '"none" lets in everybody who reaches HOST; set AUTH=keys and make a key with `npm run key -- create`, or set HOST=127.0.0.1',
  });

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
