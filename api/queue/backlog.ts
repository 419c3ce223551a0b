import type { QueueDepth } from '../../shared/jobs/queue-depths.ts';

/** What waits, as far as it concerns one new job. */
export type Ahead = {
  /** Of the model. */
  readonly ofModel: number;
  /** Of the model and the owner. */
  readonly ofOwner: number;
};

/** A job as it is counted. */
type Counted = { readonly model: string; readonly owner: string; readonly rank: number };

/**
 * How many jobs wait, by model, owner and rank: as the database said at the last look, and what this api has accepted
 * since. So a burst between two looks counts at once, and no job costs a count of its own. What other apis accept, and
 * what is drained, shows at the next look.
 */
export class Backlog {
  #seen = new Counts();
  #since = new Counts();
  /** Of those, what was accepted after the look under way has begun. */
  #sinceLook: Counts | undefined;

  /**
   * Looks anew.
   *
   * @param read gives what waits now
   */
  async look<T extends readonly QueueDepth[]>(read: () => Promise<T>): Promise<T> {
    const sinceLook = new Counts();
    this.#sinceLook = sinceLook;
    const depths = await read();
    const seen = new Counts();
    for (const depth of depths) seen.add(depth, depth.waiting);
    this.#seen = seen;
    this.#since = sinceLook;
    if (this.#sinceLook === sinceLook) this.#sinceLook = undefined;
    return depths;
  }

  /** Counts a job that was accepted, or takes it back. */
  add(job: Counted, count: 1 | -1 = 1): void {
    this.#since.add(job, count);
    this.#sinceLook?.add(job, count);
  }

  /** What waits for the model now. */
  ahead({ model, owner }: Omit<Counted, 'rank'>): Ahead {
    const all = [this.#seen, this.#since];
    return {
      ofModel: sum(all.map((counts) => counts.ofModel(model))),
      ofOwner: sum(all.map((counts) => counts.ofOwner(model, owner))),
    };
  }

  /** How many jobs are served before a new one of this rank. */
  position({ model, rank }: Omit<Counted, 'owner'>): number {
    return sum([this.#seen, this.#since].map((counts) => counts.before(model, rank)));
  }
}

class Counts {
  /** Of each model, by rank. */
  readonly #models = new Map<string, number[]>();
  readonly #owners = new Map<string, number>();

  add({ model, owner, rank }: Counted, count: number): void {
    const ranks = this.#models.get(model) ?? [];
    ranks[rank] = (ranks[rank] ?? 0) + count;
    this.#models.set(model, ranks);
    const key = keyOf(model, owner);
    this.#owners.set(key, (this.#owners.get(key) ?? 0) + count);
  }

  ofModel(model: string): number {
    return this.before(model, Infinity);
  }

  ofOwner(model: string, owner: string): number {
    return this.#owners.get(keyOf(model, owner)) ?? 0;
  }

  before(model: string, rank: number): number {
    // Sparse: `reduce` goes over what is there.
    return (this.#models.get(model) ?? []).reduce(
      (total, count, r) => (r <= rank ? total + count : total),
      0,
    );
  }
}

/** No model has a space in its name. */
function keyOf(model: string, owner: string): string {
  return `${model} ${owner}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
