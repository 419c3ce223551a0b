import type { RequestListener } from 'node:http';
import { type OutboundRequest, openOutbound } from '../../shared/outbound/guarded-request.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export const ALLOW = ['127.0.0.0/8'];

const GET: OutboundRequest = {
  url: '',
  purpose: 'input',
  method: 'GET',
  timeoutMs: 5000,
  maxBytes: 100_000,
  maxRedirects: 3,
};

/** Makes the request and reads all of the answer. */
export async function fetchAll(
  url: string,
  { allow = ALLOW, resolve, ...more }: Partial<OutboundRequest> & Parameters<typeof openOutbound>[0],
) {
  const outbound = openOutbound({ allow, ...(resolve && { resolve }) });
  return await outbound.request({ ...GET, url, ...more }, async ({ status, headers, isTrusted, body }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return { status, headers, isTrusted, text: Buffer.concat(chunks).toString('latin1') };
  });
}

/** A server for one test, in a network that the operator has named. */
export async function withServer<T>(
  answer: RequestListener,
  use: (server: Receiver) => Promise<T>,
): Promise<T> {
  const server = await startReceiver(answer);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
