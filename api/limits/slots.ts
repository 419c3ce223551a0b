/**
 * Places for what takes memory or connections as long as it lasts. Of this process alone: more apis have more.
 *
 * @example const release = slots.take(owner); if (!release) refuse(); try { … } finally { release(); }
 */
export class Slots {
  readonly #most: number;
  readonly #mostEach: number;
  readonly #taken = new Map<string, number>();
  #total = 0;

  /** @param mostEach places that one owner may have */
  constructor({ most = Infinity, mostEach }: { most?: number; mostEach: number }) {
    this.#most = most;
    this.#mostEach = mostEach;
  }

  /** Takes a place; gives the function that gives it back, which works once. Undefined when there is none. */
  take(owner: string): (() => void) | undefined {
    const own = this.#taken.get(owner) ?? 0;
    if (this.#total >= this.#most || own >= this.#mostEach) return undefined;
    this.#total++;
    this.#taken.set(owner, own + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#total--;
      const left = this.#taken.get(owner)! - 1;
      if (left === 0) this.#taken.delete(owner);
      else this.#taken.set(owner, left);
    };
  }
}
