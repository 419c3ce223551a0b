/** First in, first out. `Array.shift` would move all that is behind. */
export class WaitingLine<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  /** Undefined when nobody waits. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) {
      this.#items = [];
      this.#head = 0;
    } else this.#items[this.#head++] = undefined;
    return item;
  }
}
