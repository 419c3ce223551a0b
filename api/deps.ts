import type { BlobStore } from '../shared/blobs.ts';
import type { Catalog, Model } from '../shared/catalog.ts';
import type { Config } from '../shared/config.ts';
import type { Database } from '../shared/db/client.ts';
import type { Signature } from '../shared/domain/tensor.ts';
import type { NewJob } from '../shared/jobs/insert-jobs.ts';
import type { QueueDepth } from '../shared/jobs/queue-depths.ts';
import type { Log } from '../shared/log.ts';
import type { LiveWorker } from '../shared/workers/list-workers.ts';
import type { LoadedModel } from '../shared/workers/loaded-models.ts';
import type { ApiMetrics } from './api-metrics.ts';
import type { Feed } from './feed.ts';
import type { Accepted } from './intake.ts';

/** What the routes work with. */
export type Deps = {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly catalog: Catalog;
  readonly feed: Feed;
  readonly metrics: ApiMetrics;
  /** `redis` or `postgres`. */
  readonly queueKind: string;
  /** Makes a job durable and rings for it. */
  readonly accept: (job: NewJob) => Promise<Accepted>;
  /** What a worker found in the model's file; undefined while none has loaded it. */
  readonly signatureOf: (model: Model) => Promise<Signature | undefined>;
  /** What is known of the whole system, at most a second old. */
  readonly overview: () => Promise<Overview>;
  /** Whether the process is on its way out, so that long answers end early. */
  readonly stopping: AbortSignal;
};

/** The system as it stands. */
export type Overview = {
  readonly workers: readonly LiveWorker[];
  readonly depths: readonly QueueDepth[];
  readonly loaded: readonly LoadedModel[];
};
