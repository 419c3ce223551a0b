import type { Socket } from 'node:net';
import { openSocket } from '../support/raw-http.ts';
import type { HttpRequest } from './http-request.ts';

/** An answer as it came, parsed no further than needed to see where it ends. */
type HttpAnswer = {
  readonly status: number;
  /** By name in lower case; the last of several. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/**
 * What came of a request: an answer, or none. `closed`: the server hung up on a client that waited; `left`: the
 * connection ended after the client had ended its side; `silent`: nothing came in time.
 */
export type Outcome = HttpAnswer | 'closed' | 'left' | 'silent';

/** Who has sent something incomplete and hears nothing for this long will not send the rest. */
const CLIENT_LEAVES_MS = 100;

/** A connection that is used again and again, as long as the server keeps it. */
export class HttpConnection {
  readonly #url: string;
  #socket: Socket | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a request and waits for the first answer to it, for `timeoutMs` at most. */
  async send({ bytes, isHead, connection }: HttpRequest, timeoutMs: number): Promise<Outcome> {
    if (connection !== 'shared') this.close();
    const socket = this.#socket ?? (await this.#open());
    const outcome = receive(socket, isHead, timeoutMs);
    socket.write(bytes);
    const leaving = connection === 'cut' ? setTimeout(() => socket.end(), CLIENT_LEAVES_MS) : undefined;
    const answer = await outcome;
    clearTimeout(leaving);
    const isOver =
      typeof answer === 'string' || answer.headers.get('connection') === 'close' || isStream(answer.headers);
    if (isOver || connection !== 'shared') this.close();
    return answer;
  }

  async #open(): Promise<Socket> {
    const socket = await openSocket(this.#url);
    // Somebody may listen to what goes wrong or not; it must not end the process.
    socket.on('error', () => {});
    this.#socket = socket;
    return socket;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}

async function receive(socket: Socket, isHead: boolean, timeoutMs: number): Promise<Outcome> {
  let received = Buffer.alloc(0);
  return await new Promise<Outcome>((resolve) => {
    const finish = (outcome: Outcome) => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose).off('end', onClose);
      resolve(outcome);
    };
    const timer = setTimeout(finish, timeoutMs, 'silent');
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = parseAnswer(received, { isHead, isEnded: false });
      if (answer) finish(answer);
    };
    const onClose = () => {
      const hasLeft = socket.writableEnded;
      finish(parseAnswer(received, { isHead, isEnded: true }) ?? (hasLeft ? 'left' : 'closed'));
    };
    if (socket.destroyed) onClose();
    else socket.on('data', onData).on('close', onClose).on('end', onClose);
  });
}

/** The first final answer in these bytes; undefined while it is not complete. */
function parseAnswer(
  bytes: Buffer,
  { isHead, isEnded }: { isHead: boolean; isEnded: boolean },
): HttpAnswer | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  const rest = bytes.subarray(headEnd + 4);
  if (status < 200) return parseAnswer(rest, { isHead, isEnded });
  const headers = new Map(
    lines.map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.replace(/^[^:]*: ?/, '')]),
  );
  // A stream may have no end: that it has begun is its answer.
  const hasNoBody = isHead || status === 204 || status === 304 || isStream(headers);
  const body = hasNoBody ? rest.subarray(0, 0) : bodyOf(rest, headers, isEnded);
  return body && { status, headers, body: body.toString('utf8') };
}

function isStream(headers: ReadonlyMap<string, string>): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

function bodyOf(rest: Buffer, headers: ReadonlyMap<string, string>, isEnded: boolean): Buffer | undefined {
  if (headers.get('transfer-encoding') === 'chunked') return joinChunks(rest);
  const length = headers.get('content-length');
  if (length !== undefined)
    return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
  return isEnded ? rest : undefined;
}

function joinChunks(rest: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (start + size + 2 > rest.length) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(rest.subarray(start, start + size));
    at = start + size + 2;
  }
}
