import type { BlobStore } from '../shared/blobs.ts';
import type { Catalog, Model } from '../shared/catalog.ts';
import type { Config } from '../shared/config.ts';
import type { Database } from '../shared/db/client.ts';
import type { Signature } from '../shared/domain/tensor.ts';
import type { NewJob } from '../shared/jobs/insert-jobs.ts';
import type { QueueDepth } from '../shared/jobs/queue-depths.ts';
import type { Log } from '../shared/log.ts';
import type { Outbound } from '../shared/outbound/guarded-request.ts';
import type { LiveWorker } from '../shared/workers/list-workers.ts';
import type { LoadedModel } from '../shared/workers/loaded-models.ts';
import type { Tokens } from './access/tokens.ts';
import type { ApiMetrics } from './api-metrics.ts';
import type { Feed } from './feed.ts';
import type { Accepted } from './intake.ts';
import type { LogInLimit } from './limits/log-in-limit.ts';
import type { RequestRate } from './limits/request-rate.ts';
import type { Slots } from './limits/slots.ts';
import type { StoredBytes } from './limits/stored-bytes.ts';
import type { Backlog } from './queue/backlog.ts';

/** What the routes work with. */
export type Deps = {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly blobs: BlobStore;
  /** The way to addresses that clients have named. */
  readonly outbound: Outbound;
  readonly catalog: Catalog;
  readonly feed: Feed;
  readonly metrics: ApiMetrics;
  readonly access: Access;
  readonly limits: Limits;
  /** What waits, for admission and forecast. */
  readonly backlog: Backlog;
  /** `redis` or `postgres`. */
  readonly queueKind: string;
  /** Makes a job durable and rings for it. */
  readonly accept: (job: NewJob) => Promise<Accepted>;
  /** What a worker found in the model's file; undefined while none has loaded it. */
  readonly signatureOf: (model: Model) => Promise<Signature | undefined>;
  /** What is known of the whole system, at most a second old. */
  readonly overview: () => Promise<Overview>;
  /** The same as last heard of, some seconds old; undefined at first. */
  readonly lastOverview: () => Overview | undefined;
  /** Whether the process is on its way out, so that long answers end early. */
  readonly stopping: AbortSignal;
};

/** How long an ended job is kept. */
export function retentionMsOf({ config }: Pick<Deps, 'config'>): number {
  return config.RETENTION_HOURS * 3_600_000;
}

/** Who may do what. */
type Access = {
  readonly tokens: Tokens;
  readonly logIns: LogInLimit;
};

/** How much of everything one caller may have. */
type Limits = {
  /** Of those who show a valid key or session; undefined for no limit. */
  readonly requestsOfKey: RequestRate | undefined;
  /** Of those who show none. */
  readonly requestsFrom: RequestRate;
  readonly uploads: Slots;
  readonly streams: Slots;
  readonly storedBytes: StoredBytes;
};

/** The system as it stands. */
export type Overview = {
  readonly workers: readonly LiveWorker[];
  readonly depths: readonly QueueDepth[];
  readonly loaded: readonly LoadedModel[];
};
