import type { ProcessSlot } from '../system/process-slot.ts';
import { residentBytes } from '../system/process-tree.ts';

type Sample = { readonly atMs: number; readonly bytes: number };

/** A process says little about its memory before it has warmed up. */
const WARM_AFTER_MS = 60_000;

/** The resident memory of apis and workers over time, each process for itself because most of them are killed. */
export class MemoryLog {
  readonly #samples = new Map<string, Sample[]>();

  /** Takes down what the processes have now. */
  note(slots: readonly ProcessSlot[]): void {
    for (const { role, pid } of slots) {
      const bytes = pid === undefined ? undefined : residentBytes(pid);
      if (bytes === undefined) continue;
      const key = `${role} ${pid}`;
      this.#samples.set(key, [...(this.#samples.get(key) ?? []), { atMs: Date.now(), bytes }]);
    }
  }

  /** How memory grows in those processes of a role that have lived for a while, in one sentence. */
  describe(role: 'api' | 'worker'): string {
    const lives = [...this.#samples]
      .filter(([key]) => key.startsWith(role))
      .map(([, samples]) => samples.filter(({ atMs }) => atMs - samples[0]!.atMs > WARM_AFTER_MS))
      .filter((samples) => samples.length >= 2);
    if (lives.length === 0) return `${role}: no process lived for long enough to say anything of its memory`;
    const megabytes = slopeOf(lives) * 60_000 * 1e-6;
    return `${role}: ${megabytes.toFixed(2)} MB a minute, over ${lives.length} processes that lived for more than a minute`;
  }
}

/** Least squares with one slope for all lives, each around its own mean; bytes per ms. */
function slopeOf(lives: readonly (readonly Sample[])[]): number {
  let above = 0;
  let below = 0;
  for (const life of lives) {
    const meanAt = life.reduce((sum, { atMs }) => sum + atMs, 0) / life.length;
    const mean = life.reduce((sum, { bytes }) => sum + bytes, 0) / life.length;
    for (const { atMs, bytes } of life) {
      above += (atMs - meanAt) * (bytes - mean);
      below += (atMs - meanAt) ** 2;
    }
  }
  return below === 0 ? 0 : above / below;
}
