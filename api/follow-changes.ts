import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../shared/db/client.ts';
import { isTerminal } from '../shared/domain/job-status.ts';
import type { Progress } from '../shared/domain/progress.ts';
import {
  type ChangeCursor,
  type ChangedJob,
  type ChangeFilter,
  findChangeCursor,
  findChangesSince,
  findOwnChanges,
} from '../shared/jobs/find-changes.ts';
import type { Feed } from './feed.ts';

/** Jobs that have changed, and where who has them may go on; or how far one of them is. */
export type Changes =
  | { readonly cursor: ChangeCursor; readonly jobs: readonly ChangedJob[] }
  | { readonly progress: Progress };

/** Hints gather for this long, so that a burst is read some hundreds at a time. */
const GATHER_MS = 100;
/** What no hint told is found this often, unless that takes long: then it may take a fiftieth of the time. */
const LOOK_EVERY_MS = 5000;
const LOOK_PART = 50;
/** Rows of one read, and what is remembered of hints and of what was told. */
const [PAGE, MOST_HINTED, MOST_TOLD] = [500, 5000, 20_000];

/**
 * Every job of an owner that changes after the cursor, as it then stands, until the abort; of changes that follow one
 * another quickly the last. Without a cursor it begins now. Hints say which rows to read; what they did not say, and what has
 * happened while nobody listened, is read by the cursor.
 */
export async function* followChanges(
  { sql, feed }: { sql: Sql; feed: Feed },
  filter: ChangeFilter,
  { after, signal }: { after: ChangeCursor | undefined; signal: AbortSignal },
): AsyncGenerator<Changes> {
  const told = new Told();
  const hinted = new Set<string>();
  const news = new Map<string, Progress>();
  let isLookDue = after !== undefined;
  let wake = () => {};
  const ignore = feed.overhear(
    (ids) => {
      // Those that are too many are found by the cursor.
      if (ids === 'all' || hinted.size + ids.length > MOST_HINTED) isLookDue = true;
      else for (const id of ids) hinted.add(id);
      wake();
    },
    (progress) => {
      if (!told.isRunning(progress)) return;
      news.set(progress.id, progress);
      wake();
    },
  );
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  let timer: NodeJS.Timeout | undefined;
  const lookAfter = (ms: number) => {
    timer = setTimeout(() => {
      isLookDue = true;
      wake();
    }, ms);
  };
  try {
    let cursor = after ?? (await findChangeCursor(sql, filter.owner));
    yield { cursor, jobs: [] };
    if (!after) lookAfter(LOOK_EVERY_MS);
    for (;;) {
      if (signal.aborted) return;
      if (isLookDue) {
        isLookDue = false;
        hinted.clear();
        clearTimeout(timer);
        const start = performance.now();
        const next = await findChangeCursor(sql, filter.owner);
        let afterId: string | undefined;
        do {
          const page = await findChangesSince(sql, filter, { cursor, afterId, limit: PAGE });
          const jobs = told.newOf(page);
          // All of it is told before who has it may go on from there.
          if (jobs.length > 0) yield { cursor, jobs };
          afterId = page.length === PAGE ? page.at(-1)?.id : undefined;
        } while (afterId && !signal.aborted);
        cursor = next;
        yield { cursor, jobs: [] };
        lookAfter(Math.max(LOOK_EVERY_MS, (performance.now() - start) * LOOK_PART));
      }
      for (const ids of takePages(hinted)) {
        const jobs = told.newOf(await findOwnChanges(sql, filter, ids));
        if (jobs.length > 0) yield { cursor, jobs };
      }
      for (const progress of takeAll(news)) yield { progress };
      if (!isLookDue && hinted.size === 0 && news.size === 0 && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      await delay(GATHER_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    ignore();
  }
}

function takePages(ids: Set<string>): string[][] {
  const all = [...ids];
  ids.clear();
  return Array.from({ length: Math.ceil(all.length / PAGE) }, (_, i) => all.slice(i * PAGE, (i + 1) * PAGE));
}

function takeAll<T>(map: Map<string, T>): T[] {
  const all = [...map.values()];
  map.clear();
  return all;
}

/** What a follower has been told: of many jobs the latest, the rest it may be told again. */
class Told {
  readonly #jobs = new Map<string, { seq: number; runningAttempt: number | undefined }>();

  /** Those that say something new, noted as told. */
  newOf(jobs: readonly ChangedJob[]): ChangedJob[] {
    const fresh = jobs.filter(({ id, seq }) => seq > (this.#jobs.get(id)?.seq ?? 0));
    for (const { id, seq, status, attempt } of fresh) {
      this.#jobs.delete(id);
      this.#jobs.set(id, { seq, runningAttempt: status === 'running' ? attempt : undefined });
      // The end of a job is told once, or again: nobody minds.
      if (isTerminal(status) && this.#jobs.size > MOST_TOLD) this.#forgetOldest();
    }
    return fresh;
  }

  isRunning({ id, attempt }: Progress): boolean {
    return this.#jobs.get(id)?.runningAttempt === attempt;
  }

  #forgetOldest(): void {
    for (const id of this.#jobs.keys()) {
      if (this.#jobs.size <= MOST_TOLD) return;
      this.#jobs.delete(id);
    }
  }
}
