import { randomUUID } from 'node:crypto';
import { audit } from './audit.ts';
import { CLOCK } from './clock.ts';
import { openConnections } from './http-connections.ts';
import { type LoadResult, resultOf } from './load-result.ts';
import type { LoadOptions } from './options.ts';
import { startAtPace } from './pace.ts';
import { prepare } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { Run } from './run.ts';
import { submitter } from './submit.ts';
import { Tally } from './tally.ts';
import { watchLoad } from './watch-load.ts';

/** What whoever starts a load may want of it. */
export type LoadHooks = {
  /** Ends the sending; what was accepted is still followed. */
  readonly stop?: AbortSignal;
  /** Called each second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Takes a line per burst and per failure. */
  readonly say?: (line: string) => void;
};

/**
 * Puts load on a server: prepare ─ start requests at their pace ─ wait until their jobs have ended ─ look at all jobs
 * once more ─ sum up.
 *
 * @throws UsageError when there is nothing to put load on
 */
export async function runLoad(options: LoadOptions, hooks: LoadHooks = {}): Promise<LoadResult> {
  const { stop = new AbortController().signal, say = () => {} } = hooks;
  const over = new AbortController();
  const run: Run = {
    id: randomUUID(),
    options,
    tally: new Tally({ model: options.model, label: options.expect }, { now: CLOCK.now, say }),
    connections: openConnections(options.url, { most: options.connections }),
    control: openConnections(options.url, { most: 2, timeoutMs: 15_000 }),
    headers: options.key ? ['authorization', `Bearer ${options.key}`] : [],
    stop,
    isOver: () => over.signal.aborted,
    now: CLOCK.now,
  };
  over.signal.addEventListener('abort', () => void run.connections.close());
  try {
    return await carryOut(run, over, hooks);
  } finally {
    await Promise.all([run.connections.close(), run.control.close()]);
  }
}

async function carryOut(
  run: Run,
  over: AbortController,
  { onProgress = () => {}, say = () => {} }: LoadHooks,
): Promise<LoadResult> {
  const { id: runId, options, stop, tally } = run;
  const { files, createdAfter } = await prepare(run);
  const submit = submitter(run);
  const inFlight = new Set<Promise<void>>();
  let count = 0;
  const start = (intendedAt: number): Promise<void> => {
    const following = submit(files[count++ % files.length]!, intendedAt);
    inFlight.add(following);
    return following.finally(() => inFlight.delete(following));
  };

  const watch = watchLoad(run, onProgress);
  let settle: NodeJS.Timeout | undefined;
  try {
    await startAtPace(options.pace, { clock: CLOCK, stop, start, say });
    settle = setTimeout(() => over.abort(), options.settleMs);
    await Promise.all(inFlight);
    const busyPercent = watch.busyPercent();
    const isAudited = await audit(run, createdAfter);
    const { startedAt, startedAtMs, queueDepths } = watch;
    const facts = { runId, options, isAudited, startedAt, startedAtMs, queueDepths, busyPercent };
    return resultOf(tally, facts);
  } finally {
    clearTimeout(settle);
    watch.stop();
  }
}
