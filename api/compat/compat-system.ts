import type { Context, Hono } from 'hono';
import type { Principal } from '../../shared/domain/access.ts';
import type { Deps } from '../deps.ts';
import type { V1Client } from './v1-client.ts';

/** What the drop-in routes of an older system are made with. */
export type CompatTools = {
  readonly deps: Deps;
  /** For the jobs of a request; of the one owner whom the older clients share unless somebody else is named. */
  clientOf(c: Context, principal?: Principal): V1Client;
};

/** The routes of an older system, so that its own clients work against this one by changing the address alone. */
export type CompatSystem = {
  /** Where the original listens. */
  readonly port: number;
  /** Below which its routes stand; the root alone when absent. */
  readonly prefixes?: readonly string[];
  /** Puts the routes onto an app, which may be shared with others. */
  readonly mount: (app: Hono, tools: CompatTools) => void;
};
