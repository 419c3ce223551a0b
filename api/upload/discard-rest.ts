import type { Readable } from 'node:stream';

/** Beyond these a client is not waited for: its connection may then be cut before it has read the answer. */
const MOST_BYTES = 67_108_864;
const LONGEST_MS = 10_000;

/**
 * Reads the rest of a refused body to nowhere. Most clients send all before they read, and one whose connection is
 * closed while it sends sees a broken pipe instead of the answer. Resolves at the end of the body at the latest.
 */
export async function discardRest(body: Readable): Promise<void> {
  if (body.readableEnded || body.destroyed) return;
  await new Promise<void>((resolve) => {
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) finish();
    };
    const timer = setTimeout(finish, LONGEST_MS);
    function finish() {
      clearTimeout(timer);
      body.off('data', count).off('end', finish).off('close', finish).off('error', finish);
      resolve();
    }
    body.unpipe();
    body.on('data', count).on('end', finish).on('close', finish).on('error', finish);
    body.resume();
  });
}
