/** What there is to do, in units of about a second; the real pace shows while it is done. */
export class Progress {
  readonly #total: number;
  readonly #start = performance.now();
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  advance(units: number): void {
    this.#done += units;
  }

  /** `34 %, 5 min left`. Says nothing of the time until it can be guessed. */
  describe(): string {
    const share = Math.min(1, this.#done / this.#total);
    const elapsed = (performance.now() - this.#start) / 1000;
    const percent = `${Math.round(share * 100)} %`.padStart(5);
    if (share === 0) return percent;
    const left = (elapsed / share) * (1 - share);
    return `${percent}, ${left < 90 ? `${Math.round(left)} s` : `${Math.round(left / 60)} min`} left`;
  }
}
