/**
 * A colour for each label, the same wherever it is shown: hues a golden angle apart by a hash of the name.
 *
 * @returns degrees, as in `hsl()`
 */
export function hueOf(label: string): number {
  let hash = 0;
  for (const char of label) hash = (hash * 31 + char.codePointAt(0)!) % 65_521;
  return Math.round((hash * 137.508) % 360);
}
