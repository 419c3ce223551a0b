import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { CheckedUrl } from './check-url.ts';

/** A request that was sent and the head of its answer. */
export type Exchange = {
  readonly response: IncomingMessage;
  /** Closes the connection, whatever is still to come. */
  readonly close: () => void;
};

const MOST_HEADER_BYTES = 16_384;

/**
 * Sends a request to one of these addresses and no other, on a connection of its own that is closed afterwards; no
 * proxy of the environment is asked. The name of the URL goes into `Host`, into the TLS handshake, and is what the
 * certificate is checked for.
 *
 * @throws whatever Node says when there is no answer in time or none that is HTTP
 */
export function connectTo(
  { url, host }: CheckedUrl,
  addresses: readonly string[],
  request: { method: string; headers?: Readonly<Record<string, string>>; body?: string | Uint8Array },
  signal: AbortSignal,
): Promise<Exchange> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    const outgoing: ClientRequest = send({
      host,
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: {
        ...request.headers,
        'Accept-Encoding': 'identity',
        ...(body && { 'Content-Length': body.length }),
      },
      lookup: pinnedTo(addresses),
      // A pool would hand out a connection that was made for another request.
      agent: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    });
    // Stays: an error without a listener would end the process, and one may come after the answer.
    outgoing.on('error', reject);
    outgoing.once('response', (response) => resolve({ response, close: () => outgoing.destroy() }));
    // Without an error where the server wants to speak another protocol.
    outgoing.once('close', () => reject(new Error('The connection was closed without an answer')));
    outgoing.end(body);
  });
}

/** Answers the question for the host's address with those that were checked. Node does not ask for a literal one. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all: wantsAll }, callback) => {
    if (wantsAll) callback(null, all);
    else callback(null, all[0]!.address, all[0]!.family);
  };
}
