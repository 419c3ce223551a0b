/** Anchors of a colour scale from dark to light, red, green and blue. */
const ANCHORS = [
  [13, 8, 60],
  [84, 20, 110],
  [170, 50, 95],
  [230, 105, 55],
  [250, 180, 50],
  [252, 250, 190],
] as const;

/** The colour of a value in [0, 1]; red, green and blue. */
export function heatColor(value: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, value)) * (ANCHORS.length - 1);
  const i = Math.min(ANCHORS.length - 2, Math.floor(place));
  const part = place - i;
  const [a, b] = [ANCHORS[i]!, ANCHORS[i + 1]!];
  return [0, 1, 2].map((c) => Math.round(a[c]! + (b[c]! - a[c]!) * part)) as [number, number, number];
}

/** The values between which a share of all lies: outliers must not take the whole scale. */
export function scaleOf(values: readonly number[], share = 0.98): [low: number, high: number] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [0, 1];
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  const [low, high] = [at((1 - share) / 2), at((1 + share) / 2)];
  return high > low ? [low, high] : [low, low + 1];
}
