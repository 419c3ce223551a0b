import type { IncomingHttpHeaders } from 'node:http';
import type { Client, Dispatcher } from 'undici';

/** What is asked of the server. */
export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From the root of the server, query included. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: Uint8Array | undefined;
  /** Called when a connection is there for it; false: it is not wanted any more, and rejects with `NotSent`. */
  readonly onSend?: (() => boolean) | undefined;
  /** Takes the body of a 200 as it comes; the answer's own body stays empty then. */
  readonly onData?: ((chunk: Buffer) => void) | undefined;
};

/** What the server has said, whatever its status. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** A request that never left. */
export class NotSent extends Error {}

type Ends = {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly release: (client: Client) => void;
};

/** One request and what comes back for it. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #prefix: string;
  readonly #request: HttpRequest;
  readonly #ends: Ends;
  #client: Client | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];

  constructor(prefix: string, request: HttpRequest, ends: Ends) {
    this.#prefix = prefix;
    this.#request = request;
    this.#ends = ends;
  }

  /** False when it is not wanted any more. */
  sendOn(client: Client): boolean {
    const { method, path, headers, body = null, onSend } = this.#request;
    if (onSend && !onSend()) {
      this.giveUp();
      return false;
    }
    this.#client = client;
    client.dispatch(
      { method, path: this.#prefix + path, headers: headers as string[], body, idempotent: false },
      this,
    );
    return true;
  }

  giveUp(): void {
    this.#ends.reject(new NotSent('The request was not sent'));
  }

  onRequestStart(): void {}

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const { onData } = this.#request;
    if (onData && this.#status === 200) onData(chunk);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#release();
    this.#ends.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#release();
    this.#ends.reject(error);
  }

  /** At most once: an answer that ends before its request has gone out is followed by an error. */
  #release(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client) this.#ends.release(client);
  }
}
