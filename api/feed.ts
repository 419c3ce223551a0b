import { coalesce } from '../shared/coalesce.ts';
import type { Sql } from '../shared/db/client.ts';
import type { JobRow } from '../shared/db/schema.ts';
import { isTerminal } from '../shared/domain/job-status.ts';
import type { Progress } from '../shared/domain/progress.ts';
import type { Hints } from '../shared/hints.ts';
import { findJobs } from '../shared/jobs/find-jobs.ts';
import { findSeqs } from '../shared/jobs/find-seqs.ts';
import type { Log } from '../shared/log.ts';

/** Followers look for themselves this often, so that a lost hint costs no more than this. */
const TICK_MS = 1000;

type OnProgress = (progress: Progress) => void;

type OnRow = (row: JobRow | undefined) => void;

type OnHint = (ids: readonly string[] | 'all') => void;

/**
 * Tells followers when their job has changed. Hints say which rows to read again, all followers of this process
 * share the reads, and a slow tick finds what no hint told.
 */
export class Feed {
  /** Reads a row, together with all others that are asked for meanwhile. */
  readonly find: (id: string) => Promise<JobRow | undefined>;
  readonly #followers = new Map<string, { seq: number; callbacks: Set<OnRow>; isEndOnly: boolean }>();
  readonly #onProgress = new Map<string, Set<OnProgress>>();
  readonly #onEveryProgress = new Set<OnProgress>();
  readonly #onHint = new Set<OnHint>();
  readonly #sql: Sql;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;

  constructor(sql: Sql, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.find = coalesce(
      async (ids: readonly string[]) => {
        const byId = new Map((await findJobs(sql, ids)).map((row) => [row.id, row]));
        return ids.map((id) => byId.get(id));
      },
      { maxSize: 500, maxInFlight: 2 },
    );
  }

  /** Begins to hear hints. */
  async start(hints: Hints): Promise<void> {
    await hints.listen(
      (ids, kind) => {
        for (const callback of this.#onHint) callback(ids);
        if (ids === 'all') return void this.#tick();
        for (const id of ids) {
          const entry = this.#followers.get(id);
          if (entry && !(entry.isEndOnly && kind === 'started')) this.#refresh(id);
        }
      },
      (progress) => {
        for (const callback of this.#onEveryProgress) callback(progress);
        for (const callback of this.#onProgress.get(progress.id) ?? []) callback(progress);
      },
    );
    const tickLater = () => {
      this.#timer = setTimeout(() => void this.#tick().then(tickLater), TICK_MS);
    };
    tickLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Calls back with the row whenever it has changed from `seq` on, and with undefined when it was deleted. Nothing
   * is told at first: read the row after this call, and no change falls between.
   *
   * @param isEndOnly the caller does not mind to miss changes before the end
   * @returns ends the following
   */
  follow(id: string, seq: number, onRow: OnRow, { isEndOnly = false } = {}): () => void {
    const entry = this.#followers.get(id) ?? { seq, callbacks: new Set(), isEndOnly };
    entry.seq = Math.min(entry.seq, seq);
    entry.isEndOnly &&= isEndOnly;
    entry.callbacks.add(onRow);
    this.#followers.set(id, entry);
    return () => {
      entry.callbacks.delete(onRow);
      if (entry.callbacks.size === 0) this.#followers.delete(id);
    };
  }

  /** Calls back with how far the job is, as it is told; nothing of it is kept. @returns ends that */
  followProgress(id: string, onProgress: OnProgress): () => void {
    const callbacks = this.#onProgress.get(id) ?? new Set();
    this.#onProgress.set(id, callbacks.add(onProgress));
    return () => {
      callbacks.delete(onProgress);
      if (callbacks.size === 0) this.#onProgress.delete(id);
    };
  }

  /** Calls back with every hint and all progress, whosever the jobs are; nothing is read. @returns ends that */
  overhear(onHint: OnHint, onProgress: OnProgress): () => void {
    this.#onHint.add(onHint);
    this.#onEveryProgress.add(onProgress);
    return () => {
      this.#onHint.delete(onHint);
      this.#onEveryProgress.delete(onProgress);
    };
  }

  /**
   * The row as soon as it is terminal, else as it stands when the time is over or one of the signals aborts.
   *
   * @param isNew the job was inserted by this process in this very turn: nothing can have happened to it yet, and
   *   the first read is saved
   * @returns undefined when there is no such row
   */
  async waitForEnd(
    id: string,
    {
      timeoutMs,
      signals,
      isNew = false,
    }: { timeoutMs: number; signals: readonly AbortSignal[]; isNew?: boolean },
  ): Promise<JobRow | undefined> {
    let end: (row: JobRow | undefined | 'waited enough') => void = () => {};
    const ended = new Promise<JobRow | undefined | 'waited enough'>((resolve) => {
      end = resolve;
    });
    const onRow: OnRow = (row) => {
      if (!row || isTerminal(row.status)) end(row);
    };
    const unfollow = this.follow(id, 0, onRow, { isEndOnly: true });
    const giveUp = () => end('waited enough');
    const timer = setTimeout(giveUp, timeoutMs);
    for (const signal of signals) signal.addEventListener('abort', giveUp);
    if (signals.some((signal) => signal.aborted)) giveUp();
    try {
      const row = isNew ? undefined : await this.find(id);
      if (!isNew && (!row || isTerminal(row.status))) return row;
      const last = await ended;
      return last === 'waited enough' ? await this.find(id) : last;
    } finally {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', giveUp);
      unfollow();
    }
  }

  #refresh(id: string): void {
    this.find(id).then(
      (row) => this.#tell(id, row),
      (err: Error) => this.#log.debug('feed.read-failed', { err: { message: err.message } }),
    );
  }

  #tell(id: string, row: JobRow | undefined): void {
    const entry = this.#followers.get(id);
    if (!entry || (row && row.seq <= entry.seq)) return;
    if (row) entry.seq = row.seq;
    for (const callback of [...entry.callbacks]) callback(row);
  }

  async #tick(): Promise<void> {
    const ids = [...this.#followers.keys()];
    try {
      for (let i = 0; i < ids.length; i += 1000) {
        const some = ids.slice(i, i + 1000);
        const seqs = await findSeqs(this.#sql, some);
        for (const id of some) if (seqs.get(id) !== this.#followers.get(id)?.seq) this.#refresh(id);
      }
    } catch (err) {
      this.#log.debug('feed.tick-failed', { err: { message: (err as Error).message } });
    }
  }
}
