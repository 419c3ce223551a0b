import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Job } from '../../../shared/domain/job.ts';
import { signatureOf } from '../../support/webhook-receiver.ts';

/** A message about the end of a job, as often as it came. */
export type Told = {
  readonly job: Job;
  /** One, however often the message came. */
  readonly ids: Set<string>;
  readonly bodies: Set<string>;
};

/** Receives webhooks, and takes down what each job's end was told to be. */
export class WebhookReceiver {
  readonly #told = new Map<string, Told>();
  readonly #server: Server;
  readonly #complain: (what: string) => void;
  /** Signs what comes; nothing is checked before it is known. */
  secret: string | undefined;

  private constructor(complain: (what: string) => void) {
    this.#complain = complain;
    this.#server = createServer((request, response) => {
      void this.#receive(request).finally(() => response.end());
    });
  }

  static async open(complain: (what: string) => void): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(complain);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** What was told of a job; undefined while nothing was. */
  toldOf(jobId: string): Told | undefined {
    return this.#told.get(jobId);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #receive(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // Its sender was killed; it comes again.
      return;
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const { headers } = request;
    const id = headers['webhook-id'];
    if (
      this.secret !== undefined &&
      headers['webhook-signature'] !== signatureOf({ headers, text }, this.secret)
    )
      this.#complain(`webhook ${id}: is not signed right`);
    const { data: job } = JSON.parse(text) as { data: Job };
    const told = this.#told.get(job.id) ?? { job, ids: new Set(), bodies: new Set() };
    told.ids.add(String(id));
    told.bodies.add(text);
    this.#told.set(job.id, told);
  }
}
