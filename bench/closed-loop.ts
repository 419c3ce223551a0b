import { Client } from 'undici';
import { type Answer, type HttpRequest, isGood, send } from './http-send.ts';

/** The request to send as the one of this number, from 0. */
export type RequestOf = (index: number) => HttpRequest;

export type Load = {
  readonly connections: number;
  /** Requests; without a bound when only `forMs` counts. */
  readonly count?: number;
  readonly forMs?: number;
  /** Each connection is opened by its first request, all at once; otherwise they are open before the clock starts. */
  readonly isStorm?: boolean;
  /** Called for each good answer, with the time at which its request was sent (epoch ms). */
  readonly onAnswer?: (answer: Answer, sentAt: number) => void;
};

export type LoadResult = {
  /** Per good answer, in the order of the answers, ms. */
  readonly latenciesMs: readonly number[];
  /** Statuses other than 2xx and 3xx, and lost connections. */
  readonly errors: number;
  /** First request to last answer, s. */
  readonly seconds: number;
};

/**
 * Sends requests over so many connections, each the next one as soon as the last is answered, until `count` were sent
 * or `forMs` has passed.
 */
export async function closedLoop(
  url: string,
  requestOf: RequestOf,
  { connections, count = Infinity, forMs = Infinity, isStorm = false, onAnswer }: Load,
): Promise<LoadResult> {
  const clients = Array.from(
    { length: Math.min(connections, count) },
    () => new Client(url, { bodyTimeout: 0, headersTimeout: 0 }),
  );
  if (!isStorm) await openAll(clients);
  const latenciesMs: number[] = [];
  let errors = 0;
  let sent = 0;
  const start = performance.now();

  async function follow(client: Client): Promise<void> {
    while (sent < count && performance.now() - start < forMs) {
      const began = performance.now();
      const answer = await send(client, requestOf(sent++), { wantsLocation: Boolean(onAnswer) });
      if (isGood(answer)) latenciesMs.push(performance.now() - began);
      else errors++;
      if (onAnswer && isGood(answer)) onAnswer(answer, performance.timeOrigin + began);
    }
  }

  await Promise.all(clients.map(follow));
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(clients.map((client) => client.destroy()));
  return { latenciesMs, errors, seconds };
}

/** A few at a time: a server takes new connections one by one, and drops what its backlog cannot hold. */
const OPENED_AT_ONCE = 50;

/** Whatever the server answers: what opens a connection is a request. */
async function openAll(clients: readonly Client[]): Promise<void> {
  for (let i = 0; i < clients.length; i += OPENED_AT_ONCE)
    await Promise.all(
      clients
        .slice(i, i + OPENED_AT_ONCE)
        .map((client) => send(client, { method: 'GET', path: '/livez', headers: {} })),
    );
}
