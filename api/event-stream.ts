import type { ServerResponse } from 'node:http';

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
