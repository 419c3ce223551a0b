import type { Clock } from './clock.ts';
import type { Pace } from './options.ts';
import { poissonArrivals } from './poisson-arrivals.ts';

type Kind = Pace['kind'];

/** What a pace needs. */
export type Pacing = {
  readonly clock: Clock;
  /** Nothing is started after it is aborted. */
  readonly stop: AbortSignal;
  /** Starts a request that was meant for `intendedAt`; resolves when its result is there, and never rejects. */
  readonly start: (intendedAt: number) => Promise<void>;
  readonly say: (line: string) => void;
};

/** Starts the requests of a load at their times; resolves when the last is started, whatever has come of them. */
export async function startAtPace(pace: Pace, pacing: Pacing): Promise<void> {
  // Each row takes its own kind; the compiler cannot follow that through the index.
  const start = PACES[pace.kind] as (pace: Pace, pacing: Pacing) => Promise<void>;
  await start(pace, pacing);
}

const PACES = { bursts: startBursts, open: startOpen, closed: startClosed } satisfies {
  [K in Kind]: (pace: Extract<Pace, { kind: K }>, pacing: Pacing) => Promise<void>;
};

async function startBursts(
  { requests, gapMs, bursts }: Extract<Pace, { kind: 'bursts' }>,
  { clock, stop, start, say }: Pacing,
): Promise<void> {
  const firstAt = clock.now();
  for (let i = 0; i < bursts && !stop.aborted; i++) {
    const intendedAt = firstAt + i * gapMs;
    if (i > 0) await clock.until(intendedAt, stop);
    if (stop.aborted) return;
    say(`burst ${i + 1} started: ${requests} requests`);
    const burst = Array.from({ length: requests }, () => start(intendedAt));
    void Promise.all(burst).then(() =>
      say(`burst ${i + 1} ended after ${Math.round(clock.now() - intendedAt)} ms`),
    );
  }
}

/** A start that comes late, because generator or server stood still, keeps the time that it was meant for. */
async function startOpen(
  { perSecond, durationMs, seed }: Extract<Pace, { kind: 'open' }>,
  { clock, stop, start }: Pacing,
): Promise<void> {
  const firstAt = clock.now();
  let now = firstAt;
  for (const atMs of poissonArrivals(perSecond, seed)) {
    if (atMs >= durationMs) return;
    const intendedAt = firstAt + atMs;
    if (intendedAt > now) {
      await clock.until(intendedAt, stop);
      now = clock.now();
    }
    if (stop.aborted) return;
    void start(intendedAt);
  }
}

async function startClosed(
  { connections, durationMs }: Extract<Pace, { kind: 'closed' }>,
  { clock, stop, start }: Pacing,
): Promise<void> {
  const endsAt = clock.now() + durationMs;
  for (let i = 0; i < connections; i++)
    void (async () => {
      while (!stop.aborted && clock.now() < endsAt) await start(clock.now());
    })();
  await clock.until(endsAt, stop);
}
