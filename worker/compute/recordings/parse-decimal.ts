const [ZERO, NINE, MINUS, PLUS, POINT, SPACE, TAB] = [48, 57, 45, 43, 46, 32, 9];
/** Mantissas below 2^53 and powers of ten up to 10^22 are exact, so one division rounds as `Number` does. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);

/**
 * A decimal number straight from its ASCII bytes: no string is made of the usual `-12.345`. Spaces around it are left
 * out.
 *
 * @param end index behind its last byte
 * @returns the same as `Number` of the text; NaN when it is none, or empty
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  const first = at;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + byte - ZERO;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === POINT && decimals < 0) decimals = 0;
    else break;
  }
  while (at < end && bytes[at]! <= SPACE) at++;
  if (at < end || digits > MOST_DIGITS) return parseSlowly(bytes, first, end);
  if (digits === 0) return Number.NaN;
  const value = decimals > 0 ? mantissa / POWERS[decimals]! : mantissa;
  return isNegative ? -value : value;
}

/** Exponents, and more digits than the fast way is exact for. */
function parseSlowly(bytes: Uint8Array, start: number, end: number): number {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64))).trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}
