const BLOCK = 1_048_576;

/**
 * Takes the samples of one channel as they are read, without knowing how many will come: in blocks, so that growing
 * copies nothing and holds no second copy.
 */
export class SampleStore {
  #blocks: Float64Array[] = [];
  #block = new Float64Array(BLOCK);
  #used = 0;

  get length(): number {
    return this.#blocks.length * BLOCK + this.#used;
  }

  /** @param volts NaN for a sample that is missing */
  push(volts: number): void {
    if (this.#used === BLOCK) {
      this.#blocks.push(this.#block);
      this.#block = new Float64Array(BLOCK);
      this.#used = 0;
    }
    this.#block[this.#used++] = volts;
  }

  /** All samples as one array; the store is empty afterwards. */
  take(): Float64Array {
    const samples = new Float64Array(this.length);
    this.#blocks.push(this.#block.subarray(0, this.#used));
    // Each block is let go of as soon as it is copied.
    for (let at = 0; this.#blocks.length > 0; at += BLOCK) samples.set(this.#blocks.shift()!, at);
    this.#block = new Float64Array(0);
    this.#used = 0;
    return samples;
  }
}
