import { randomUUID } from 'node:crypto';
import type { Principal } from '../../shared/domain/access.ts';
import type { Job } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';

/** Asks `/v1` by way of a function instead of a connection. */
export type AskV1 = (request: Request, env: { principal: Principal }) => Response | Promise<Response>;

/** A job to be submitted. */
export type JobRequest = {
  readonly model: string;
  readonly file: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> | readonly Uint8Array[] };
  /** The other fields of the form; asked for when the file has been read. */
  readonly fields?: () => Promise<Record<string, string>> | Record<string, string>;
};

/** What `/v1` has refused, with the problem's own words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, detail }: { code: string; detail: string }) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** The system has too much to do, or is on its way out: the same may work a moment later. */
  get isOverload(): boolean {
    return this.status === 429 || this.status === 503 || this.status === 507;
  }
}

/** As long as a job may take of a client that waits in the same request. */
const PATIENCE_MS = 600_000;
/** The longest wait that `/v1` gives at a time. */
const WAIT_SECONDS = 60;

/** A client of `/v1` in the same process: it may what the public API gives to its principal, and no more. */
export class V1Client {
  readonly #ask: AskV1;
  readonly #principal: Principal;
  readonly #signal: AbortSignal;

  /** @param options `signal` ends every wait: the client has left, or the api stops */
  constructor(ask: AskV1, { principal, signal }: { principal: Principal; signal: AbortSignal }) {
    this.#ask = ask;
    this.#principal = principal;
    this.#signal = signal;
  }

  /**
   * Submits a job and waits for its end.
   *
   * @returns the ended job, be it as it may
   * @throws Refusal, also when the job has failed or takes too long
   */
  async run(request: JobRequest): Promise<Job> {
    const deadline = Date.now() + PATIENCE_MS;
    let job = await this.#submit(request);
    while (!isTerminal(job.status) && !this.#signal.aborted && Date.now() < deadline)
      job = await this.json<Job>(`/v1/jobs/${job.id}?wait=${WAIT_SECONDS}`);
    if (job.status === 'succeeded') return job;
    if (job.error && isTerminal(job.status))
      throw new Refusal(isInputFault(job.error.code) ? 422 : 500, {
        ...job.error,
        detail: job.error.message,
      });
    throw new Refusal(503, { code: 'unavailable', detail: `The job ${job.id} has not ended in time` });
  }

  /** @throws Refusal */
  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await (await this.ask(path, init)).json()) as T;
  }

  /**
   * Sends a JSON body.
   *
   * @throws Refusal
   */
  async send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown): Promise<T> {
    const headers = { 'Content-Type': 'application/json' };
    return await this.json<T>(path, { method, headers, body: JSON.stringify(body) });
  }

  /** @throws Refusal */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Host', 'localhost');
    const request = new Request(new URL(path, 'http://localhost'), {
      ...init,
      headers,
      signal: this.#signal,
    });
    const response = await this.#ask(request, { principal: this.#principal });
    if (response.ok) return response;
    throw new Refusal(response.status, (await response.json()) as { code: string; detail: string });
  }

  async #submit(request: JobRequest): Promise<Job> {
    const boundary = randomUUID();
    return await this.json<Job>('/v1/jobs', {
      method: 'POST',
      headers: {
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
        Prefer: `wait=${WAIT_SECONDS}`,
      },
      body: ReadableStream.from(formOf(boundary, request)) as ReadableStream<Uint8Array>,
      duplex: 'half',
    });
  }
}

/** The model comes first, because it bounds the file; the other fields last, because they may have come last. */
async function* formOf(boundary: string, { model, file, fields }: JobRequest): AsyncGenerator<Uint8Array> {
  const name = encodeURIComponent(file.name);
  yield Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename*=UTF-8''${name}\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  yield* file.bytes;
  for (const [key, value] of Object.entries((await fields?.()) ?? {}))
    yield Buffer.from(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}`);
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** As against what the system has failed at. */
function isInputFault(code: string): boolean {
  return (
    !['internal', 'unavailable', 'storage-full', 'input-missing'].includes(code) &&
    !/^(model|worker)-/.test(code)
  );
}
