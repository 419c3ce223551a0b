import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What a request is refused with of which no URL can be made. */
export { RequestError } from '@hono/node-server';
/** What a handler returns when it has written to Node's response itself. */
export { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/** Node's own request under Hono's; undefined where the app is called without a server. */
export function nodeRequest(c: Context): IncomingMessage | undefined {
  return bindings(c).incoming as IncomingMessage | undefined;
}

/** Node's own response, which is there before Hono has one; undefined where the app is called without a server. */
export function nodeResponse(c: Context): ServerResponse | undefined {
  return bindings(c).outgoing as ServerResponse | undefined;
}

function bindings(c: Context): Partial<HttpBindings> {
  return (c.env ?? {}) as Partial<HttpBindings>;
}
