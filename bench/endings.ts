/** What has to be ended when all is over, however it is over. */
export class Endings {
  readonly #pending = new Set<() => Promise<void>>();

  /**
   * Keeps an ending for later.
   *
   * @returns ends it now, and only once
   */
  add(end: () => Promise<void>): () => Promise<void> {
    const once = async () => {
      if (this.#pending.delete(once)) await end();
    };
    this.#pending.add(once);
    return once;
  }

  /** Ends all, the last first. One that goes wrong is told and keeps the others from nothing. */
  async run(say: (line: string) => unknown): Promise<void> {
    for (const end of [...this.#pending].reverse())
      await end().catch((error: Error) => say(`Could not be ended: ${error.message}`));
  }
}
