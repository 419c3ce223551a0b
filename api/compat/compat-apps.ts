import { Hono } from 'hono';
import { LOCAL_OWNER, type Principal, SCOPES } from '../../shared/domain/access.ts';
import type { CompatChoice } from '../../shared/domain/compat.ts';
import { clientLeaves } from '../client-leaves.ts';
import type { Deps } from '../deps.ts';
import { prepareApp } from '../prepare-app.ts';
import type { CompatTools } from './compat-system.ts';
import { COMPAT_SYSTEMS } from './index.ts';
import { serveStyle } from './page.ts';
import { type AskV1, V1Client } from './v1-client.ts';

/** The one who owns what comes by the drop-in routes, whose clients know nothing of keys. */
const SHARED: Principal = { owner: LOCAL_OWNER, id: null, name: null, scopes: SCOPES, kind: 'none' };

/** The drop-in routes that stand on one port. */
export type CompatApp = { readonly port: number; readonly app: Hono };

/**
 * Makes the drop-in routes of older systems: one app with all of them, to stand behind the api's own routes, and one
 * for each port of the originals.
 *
 * @param options `ask` asks `/v1`
 */
export function createCompatApps(
  chosen: readonly CompatChoice[],
  { deps, ask }: { deps: Deps; ask: AskV1 },
): { readonly all: Hono; readonly ofPorts: readonly CompatApp[] } {
  const tools: CompatTools = {
    deps,
    clientOf: (c, principal = SHARED) =>
      new V1Client(ask, { principal, signal: AbortSignal.any([clientLeaves(c), deps.stopping]) }),
  };
  // In the order of the table, which says who comes first.
  const choices = Object.entries(COMPAT_SYSTEMS).flatMap(([name, system]) =>
    chosen
      .filter((choice) => choice.name === name)
      .map((choice) => ({ system, port: choice.port ?? system.port })),
  );
  const mountAll = (app: Hono, systems: typeof choices) => {
    serveStyle(app);
    for (const { system } of systems)
      for (const prefix of system.prefixes ?? ['/']) {
        const routes = new Hono();
        system.mount(routes, tools);
        app.route(prefix, routes);
      }
    return app;
  };
  const ports = [...new Set(choices.map(({ port }) => port))];
  return {
    all: mountAll(new Hono(), choices),
    ofPorts: ports.map((port) => ({
      port,
      app: mountAll(
        prepareApp(new Hono(), deps),
        choices.filter((choice) => choice.port === port),
      ),
    })),
  };
}
