import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { AppError } from '../shared/domain/errors.ts';
import type { Deps } from './deps.ts';
import { nodeResponse, RESPONSE_ALREADY_SENT } from './node-bindings.ts';

/** A client that takes nothing for this long is cut off; it comes back with its last event id. */
const STUCK_AFTER_MS = 30_000;
const HEARTBEAT_MS = 15_000;

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
} as const;

/**
 * A stream of server-sent events on Node's own response, with a comment now and then so that nobody on the way takes it
 * for dead. Web streams would do, but cost each event several times what it does itself, and each stream its memory.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  /** To be ended with `end`, also when the client has gone. */
  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, HEADERS);
    response.write('retry: 2000\n\n');
    this.#heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  }

  /** Sends an event; await it, so that a client that does not read is waited for and not buffered for. */
  async send(event: string): Promise<void> {
    if (this.#response.destroyed || this.#response.write(event)) return;
    await new Promise<void>((resolve) => {
      const stuck = setTimeout(() => this.#response.destroy(), STUCK_AFTER_MS);
      const goOn = () => {
        clearTimeout(stuck);
        this.#response.off('drain', goOn).off('close', goOn);
        resolve();
      };
      this.#response.on('drain', goOn).on('close', goOn);
    });
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#response.end();
  }
}

/** Programs that send no `Accept`, or curl's, take what comes. */
export function acceptsEvents(c: Context): boolean {
  return /text\/event-stream|text\/\*|\*\/\*/i.test(c.req.header('Accept') ?? '*/*');
}

/** The answer to who wants something else. */
export function notAcceptable(): AppError {
  return new AppError('not-acceptable', 'Events are to be had as text/event-stream');
}

/**
 * Answers with a stream of events until there are no more.
 *
 * @param release is called when the stream has ended, or is refused
 * @throws AppError `too-many-streams`
 */
export function streamEvents<Event>(
  c: Context,
  deps: Pick<Deps, 'limits' | 'metrics' | 'log'>,
  stream: {
    owner: string;
    events: AsyncIterable<Event>;
    textOf: (event: Event) => string;
    release: () => void;
  },
): Response {
  const { owner, events, textOf, release } = stream;
  const response = nodeResponse(c);
  if (!response || c.req.method === 'HEAD') {
    release();
    return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
  }
  const giveBack = deps.limits.streams.take(owner);
  if (!giveBack) {
    release();
    throw new AppError('too-many-streams', 'You follow too many jobs at a time; end some, or poll');
  }
  void send(new EventStream(response)).finally(() => {
    release();
    giveBack();
  });
  return RESPONSE_ALREADY_SENT;

  async function send(out: EventStream): Promise<void> {
    deps.metrics.countStreams(1);
    try {
      for await (const event of events) await out.send(textOf(event));
    } catch (err) {
      // The client comes back and goes on where it was.
      deps.log.warn('events.broken', { path: c.req.path, err: { message: (err as Error).message } });
    } finally {
      deps.metrics.countStreams(-1);
      out.end();
    }
  }
}
