/** Of each byte as a hexadecimal digit; -1 for what is none. */
const DIGITS = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/**
 * A 24-bit number in two's complement from its six hexadecimal digits.
 *
 * @returns NaN when it is none
 */
export function parseHex24(bytes: Uint8Array, start: number, end: number): number {
  let length = end - start;
  while (length > 0 && bytes[start + length - 1]! <= 32) length--;
  if (length !== 6) return Number.NaN;
  let value = 0;
  for (let at = start; at < start + 6; at++) {
    const digit = DIGITS[bytes[at]!]!;
    if (digit < 0) return Number.NaN;
    value = value * 16 + digit;
  }
  return (value << 8) >> 8;
}
