import { type Connections, openConnections } from '../../../bench/load/http-connections.ts';
import type { HttpAnswer, HttpRequest } from '../../../bench/load/http-exchange.ts';

/** Longer than any answer of an api that works, a long poll included. */
const ANSWER_MS = 12_000;
/** Streams say something every 15 s. */
const STREAM_MS = 20_000;
const MOST = 2500;
/** An api that does not answer is left out for so long, as a balancer would. */
const LEFT_OUT_MS = 200;

/** Requests to several apis as a client behind a balancer makes them: each goes to the next one. */
export class HttpClient {
  /** Answers by method and status: `POST 202`. Refused and broken connections count as `POST broken`. */
  readonly counts = new Map<string, number>();
  readonly #calls: Connections[];
  readonly #streams: Connections[];
  readonly #leftOutUntil: number[];
  #turn = 0;

  constructor(urls: readonly string[]) {
    this.#leftOutUntil = urls.map(() => 0);
    this.#calls = urls.map((url) => openConnections(url, { most: MOST, timeoutMs: ANSWER_MS }));
    this.#streams = urls.map((url) => openConnections(url, { most: MOST, timeoutMs: STREAM_MS }));
  }

  /**
   * Asks once; a request with `onData` is a stream.
   *
   * @param only index of the api to ask; the next in turn when undefined
   * @returns undefined when the connection was refused or broke
   */
  async ask(request: HttpRequest, only?: number): Promise<HttpAnswer | undefined> {
    const { method } = request;
    const api = only ?? this.#next();
    try {
      const answer = await (request.onData ? this.#streams : this.#calls)[api]!.request(request);
      this.#count(`${method} ${answer.status}`);
      return answer;
    } catch {
      this.#leftOutUntil[api] = Date.now() + LEFT_OUT_MS;
      this.#count(`${method} broken`);
      return undefined;
    }
  }

  /** How often an answer was of this kind, by a pattern of method and status. */
  count(pattern: RegExp): number {
    return [...this.counts].reduce((sum, [kind, count]) => sum + (pattern.test(kind) ? count : 0), 0);
  }

  /** Breaks off all that is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls, ...this.#streams].map((connections) => connections.close()));
  }

  #next(): number {
    const now = Date.now();
    const all = this.#leftOutUntil.map((_, i) => (this.#turn + i) % this.#leftOutUntil.length);
    this.#turn++;
    return all.find((api) => this.#leftOutUntil[api]! <= now) ?? all[0]!;
  }

  #count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
