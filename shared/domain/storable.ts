/**
 * Whether Postgres can store the text: it refuses U+0000 and lone surrogates, and would refuse the whole
 * coalesced insert with it.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
