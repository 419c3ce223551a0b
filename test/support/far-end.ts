import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Receiver, startReceiver } from './receiver.ts';

/** What a model elsewhere was asked. */
type FarRequest = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** A server that plays models elsewhere, until the test has ended. */
export type FarEnd = Receiver & {
  readonly requests: FarRequest[];
  /** Most requests that were under way at one time. */
  readonly mostAtOnce: () => number;
};

/** Answers one request; what is returned is sent as JSON with status 200, undefined when all was said already. */
export type Answer = (request: FarRequest, response: ServerResponse) => unknown;

export async function startFarEnd(answer: Answer): Promise<FarEnd> {
  const requests: FarRequest[] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  const receiver = await startReceiver((incoming, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    response.on('close', () => underWay--);
    void read(incoming).then(async (request) => {
      requests.push(request);
      const said = await answer(request, response);
      if (said !== undefined)
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify(said));
    });
  });
  onTestFinished(() => receiver.close());
  return { ...receiver, requests, mostAtOnce: () => mostAtOnce };
}

async function read(incoming: IncomingMessage): Promise<FarRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks) };
}
