import type { Readable } from 'node:stream';

/**
 * The chunks of a body, to be left early without harm. A plain `for await` that is left destroys the request but not
 * its connection, on which nobody then reads the rest: the next request on it would never be answered.
 */
export function chunksOf(body: Readable): AsyncIterable<Buffer> {
  return body.iterator({ destroyOnReturn: false });
}
