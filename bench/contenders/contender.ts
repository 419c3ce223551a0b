import type { Sql } from '../../shared/db/client.ts';
import type { Servers } from '../servers.ts';

/** A system that turns uploads into results, to be measured. */
export type Contender = {
  readonly name: ContenderName;
  readonly url: string;
  /** Its own processes but for their children; a server that it shares with others is not among them. */
  readonly processes: () => readonly ContenderProcess[];
  /** 0 when every accepted job has ended; else some number of those that have not. */
  readonly unfinished: () => Promise<number>;
  /** Jobs that were accepted and have ended without a result. */
  readonly failed: () => Promise<number>;
  /** Where its jobs stand; undefined for one that stores nothing. */
  readonly sql: Sql | undefined;
  /** Ends its processes and removes what they have stored. Safe to call twice. */
  stop(): Promise<void>;
};

/** `api` has the connections; of the one contender that has no worker, it is all there is. */
export type ContenderProcess = { readonly role: 'api' | 'worker'; readonly pid: number };

/** In the order in which they are shown. */
export const CONTENDER_NAMES = ['sync', 'sync-batched', 'naive', 'ours-redis', 'ours-embedded'] as const;

export type ContenderName = (typeof CONTENDER_NAMES)[number];

/** What a contender is started with. */
export type ContenderOptions = {
  readonly servers: Servers;
  readonly modelsDir: string;
  readonly env?: NodeJS.ProcessEnv;
};
