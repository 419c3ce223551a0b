import { setTimeout as pause } from 'node:timers/promises';
import { readJob } from '../../../bench/load/read-job.ts';
import type { Job } from '../../../shared/domain/job.ts';
import { isTerminal } from '../../../shared/domain/job-status.ts';
import { FOLLOWERS, type FollowerName } from './followers.ts';
import { HttpClient } from './http-client.ts';
import type { JobPromise } from './job-promise.ts';
import type { Submission } from './submission.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

/** A good client waits as long as it is told to; here not longer than this, for the sake of the test's time. */
const LONGEST_WAIT_MS = 1000;
const BROKEN_WAIT_MS = 50;
const TRY_LATER = [429, 503, 507];

export type SubmitOptions = {
  readonly follower?: FollowerName;
  /** Index of the only api to ask. */
  readonly api?: number;
};

/**
 * A good client: it submits with an Idempotency-Key, tries again with the same key when the connection breaks or it is
 * told to come back, and follows its job to the end. It keeps account of all that it was told.
 */
export class Client {
  readonly promises: JobPromise[] = [];
  readonly http: HttpClient;
  /** Answers that no client should get, whatever is broken. */
  readonly missteps: string[] = [];
  /** Of webhooks; undefined until somebody follows by them. */
  receiver: WebhookReceiver | undefined;
  readonly #prefix: string;
  #isOver = false;
  #opening: Promise<WebhookReceiver> | undefined;

  /** @param prefix begins the Idempotency-Keys */
  constructor(urls: readonly string[], prefix: string) {
    this.http = new HttpClient(urls);
    this.#prefix = prefix;
  }

  /** Whether the time to follow jobs is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Those that the api has accepted. */
  get accepted(): JobPromise[] {
    return this.promises.filter((promise) => promise.id !== undefined);
  }

  /** Begins a submission. `accepted` resolves when the api has taken it, `ended` when its end was seen. */
  submit(
    submission: Submission,
    { follower = 'poll', api }: SubmitOptions = {},
  ): { promise: JobPromise; accepted: Promise<void>; ended: Promise<void> } {
    const key = `${this.#prefix}-${this.promises.length}`;
    const promise: JobPromise = {
      key,
      submission,
      follower,
      sentAt: Date.now(),
      sightings: [],
      missteps: [],
    };
    this.promises.push(promise);
    const accepted = this.#insist(promise, api);
    const ended = accepted.then(() =>
      promise.id === undefined ? undefined : FOLLOWERS[follower](this, promise, api),
    );
    return { promise, accepted, ended };
  }

  /** Sends a submission that was accepted once more: the same job must answer. */
  async repeat(promise: JobPromise): Promise<void> {
    const { id } = promise;
    await this.#insist(promise, undefined);
    if (promise.id !== id) promise.missteps.push(`a repeat of the key gave job ${promise.id}, before ${id}`);
  }

  /** Takes down what an answer shows of a job; later ones must not be behind earlier ones. */
  see(promise: JobPromise, job: Job, seq: number): void {
    const last = promise.sightings.at(-1);
    if (last && (seq < last.seq || (seq === last.seq && job.status !== last.status)))
      promise.missteps.push(`showed ${last.seq} ${last.status}, then ${seq} ${job.status}`);
    if (!last || seq !== last.seq) promise.sightings.push({ seq, status: job.status });
    if (!isTerminal(job.status) || promise.end) return;
    promise.end = { status: job.status, result: job.result, error: job.error, at: Date.now() };
  }

  /** No answer of this kind may ever come; it is noted, with what it was for. */
  complain(what: string, body: Buffer): void {
    this.missteps.push(`${what}: ${body.toString().slice(0, 300)}`);
  }

  /** Whether there is still something to follow. */
  follows(promise: JobPromise): boolean {
    return !this.#isOver && !promise.end && !promise.isDeleted;
  }

  /** Ends all that is under way. */
  async close(): Promise<void> {
    this.#isOver = true;
    (await this.#opening)?.close();
    await this.http.close();
  }

  /** Where to send it; a webhook is asked for in the query. */
  async #pathOf({ submission: { path }, follower }: JobPromise): Promise<string> {
    if (follower !== 'webhook') return path;
    this.#opening ??= WebhookReceiver.open((what) => this.missteps.push(what)).then(async (receiver) => {
      this.receiver = receiver;
      const answer = await this.http.ask({ method: 'GET', path: '/v1/webhook-secret', headers: [] });
      receiver.secret = answer && (JSON.parse(answer.body.toString()) as { secret: string }).secret;
      return receiver;
    });
    const { url } = await this.#opening;
    return `${path}&webhook=${encodeURIComponent(JSON.stringify({ url }))}`;
  }

  async #insist(promise: JobPromise, only: number | undefined): Promise<void> {
    const { contentType, body } = promise.submission;
    const path = await this.#pathOf(promise);
    const headers = ['content-type', contentType, 'idempotency-key', promise.key];
    // The api that is asked for may be the one that has gone.
    for (let tries = 0; !this.#isOver; tries++) {
      const answer = await this.http.ask(
        { method: 'POST', path, headers, body },
        tries === 0 ? only : undefined,
      );
      if (!answer) await pause(BROKEN_WAIT_MS);
      else if (answer.status === 202 || answer.status === 200) {
        const job = readJob(answer.body);
        if (!job) return this.complain('POST without a job', answer.body);
        promise.id = job.id;
        promise.acceptedAt ??= Date.now();
        return;
      } else if (TRY_LATER.includes(answer.status)) {
        const seconds = Number(answer.headers['retry-after'] ?? 1);
        await pause(Math.min(LONGEST_WAIT_MS, seconds * 1000));
      } else {
        this.complain(`POST ${answer.status}`, answer.body);
        if (answer.status < 500) return;
        await pause(LONGEST_WAIT_MS);
      }
    }
  }
}
