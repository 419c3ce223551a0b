import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, ERRORS } from '../../../shared/domain/errors.ts';
import { askOnce } from './ask-once.ts';
import type { Endpoint } from './endpoint.ts';
import type { PictureBody } from './format.ts';

/** A far end that asks for a longer pause is left alone: the job is queued again instead, and holds up nobody. */
const LONGEST_PAUSE_MS = 10_000;
const FIRST_PAUSE_MS = 250;

/**
 * Asks a model elsewhere, again where it was away, overloaded or late: to look at the same picture twice does no harm.
 * No more of its calls are under way than `concurrency`; a pause counts as one, so that who is overloaded is asked less.
 *
 * @param options `isGivenUp`: looked at when its turn has come; `signal`: ends it at once
 * @returns the parsed JSON of the answer; undefined when it was given up before it was asked
 * @throws AppError `endpoint-…`
 */
export async function ask(
  endpoint: Endpoint,
  body: () => Promise<PictureBody>,
  { signal, isGivenUp, random = Math.random }: AskOptions,
): Promise<unknown> {
  return await endpoint.slots.run(async () => {
    if (isGivenUp()) return undefined;
    let written: PictureBody | undefined;
    for (let tries = 0; ; tries++) {
      if (signal.aborted) throw late(endpoint);
      written ??= await body();
      try {
        return await askOnce(endpoint, written, signal);
      } catch (error) {
        if (!(error instanceof AppError) || !ERRORS[error.code].retryable) throw error;
        const pauseMs = Math.max(error.retryAfterMs ?? 0, backoffMs(tries, random));
        if (tries >= endpoint.http.retries || pauseMs > LONGEST_PAUSE_MS || signal.aborted) throw error;
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
      }
    }
  });
}

export type AskOptions = {
  readonly signal: AbortSignal;
  readonly isGivenUp: () => boolean;
  readonly random?: () => number;
};

/** Twice as long each time, with jitter on the upper half. */
function backoffMs(tries: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  return ceiling / 2 + (ceiling / 2) * random();
}

function late({ name }: Endpoint): AppError {
  return new AppError('endpoint-timeout', `${name} had no time left: the batch has used it up`);
}
