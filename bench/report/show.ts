import { METRICS, type Metric } from '../metrics.ts';
import type { Spread } from '../statistics.ts';
import type { Target } from '../targets.ts';

/** A number for people: thousands parted, so many digits after the point. `–` when there is none. */
function showNumber(value: number | undefined, digits: number): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // A minus of its own length, and never one before zero.
  return value
    .toLocaleString('en-US', format)
    .replace(/^-(?=[\d.,]*[1-9])/, '−')
    .replace(/^-/, '');
}

/** `1,234 (1,200–1,300)`: the median, and the least and the most of the rounds where they differ. */
export function showSpread(spread: Spread | undefined, digits: number): string {
  if (!spread) return '–';
  const [middle, least, most] = [spread.median, spread.least, spread.most].map((v) => showNumber(v, digits));
  return least === most ? middle! : `${middle} (${least}–${most})`;
}

export function showMetric(metric: Metric, value: number | undefined): string {
  return showNumber(value, METRICS[metric].digits);
}

const DIGITS = { '×': 2, ms: 1, '/s': 0, MB: 0, '': 0 } as const satisfies Record<Target['unit'], number>;

/** In the digits that its unit deserves. */
export function showFigure({ unit }: Target, spread: Spread | undefined): string {
  return spread && unit ? `${showSpread(spread, DIGITS[unit])} ${unit}` : showSpread(spread, DIGITS[unit]);
}

/** `≥ 0.65`; `–` where there is no such bound. */
export function showBound({ better }: Target, bound: number | undefined): string {
  if (bound === undefined) return '–';
  if (bound === 0) return '0';
  return `${better === 'high' ? '≥' : '≤'} ${bound.toLocaleString('en-US')}`;
}
