import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import type { Load, LoadResult, RequestOf } from './closed-loop.ts';
import { isGood, send } from './http-send.ts';
import { poissonArrivals } from './load/poisson-arrivals.ts';

/** So many requests at a time are on their way at most; above, they are sent late, which their latency shows. */
const MOST_CONNECTIONS = 512;

/**
 * Sends requests at random times of so many per second on average, whatever the answers do. Latencies count from the
 * time at which a request was due, so that a generator that comes late does not flatter the server.
 */
export async function openLoop(
  url: string,
  requestOf: RequestOf,
  {
    perSecond,
    forMs,
    seed = 1,
    onAnswer,
  }: { perSecond: number; forMs: number; seed?: number; onAnswer: NonNullable<Load['onAnswer']> },
): Promise<LoadResult> {
  const clients: Client[] = [];
  const idle: Client[] = [];
  const waiting: ((client: Client) => void)[] = [];
  const latenciesMs: number[] = [];
  const answers: Promise<void>[] = [];
  let errors = 0;
  const start = performance.now();

  async function take(): Promise<Client> {
    const free = idle.pop();
    if (free) return free;
    if (clients.length < MOST_CONNECTIONS) {
      clients.push(new Client(url, { bodyTimeout: 0, headersTimeout: 0 }));
      return clients.at(-1)!;
    }
    return await new Promise((resolve) => waiting.push(resolve));
  }

  async function request(index: number, dueAt: number): Promise<void> {
    const client = await take();
    const answer = await send(client, requestOf(index), { wantsLocation: true });
    const next = waiting.shift();
    if (next) next(client);
    else idle.push(client);
    if (!isGood(answer)) errors++;
    else {
      latenciesMs.push(performance.now() - dueAt);
      onAnswer(answer, performance.timeOrigin + dueAt);
    }
  }

  for (const atMs of poissonArrivals(perSecond, seed)) {
    if (atMs >= forMs) break;
    const dueAt = start + atMs;
    // Timers are too coarse to wait for one arrival by one; those that are due go out together.
    if (dueAt > performance.now()) await delay(Math.ceil(dueAt - performance.now()));
    answers.push(request(answers.length, dueAt));
  }
  await Promise.all(answers);
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(clients.map((client) => client.destroy()));
  return { latenciesMs, errors, seconds };
}
