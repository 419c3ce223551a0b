/**
 * What is left of an expected wait that was told a while ago, to the second, never below one: a forecast that has run
 * out is not a promise. Undefined while there is none.
 */
export function remainingMs(told: { etaMs: number | null; atMs: number }, nowMs: number): number | undefined {
  if (told.etaMs === null) return undefined;
  return Math.max(1000, Math.ceil((told.etaMs - (nowMs - told.atMs)) / 1000) * 1000);
}
