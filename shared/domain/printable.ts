/** A name that a file gives, fit to be shown and stored: control characters become `?`, and it ends somewhere. */
export function printable(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
    .trim()
    .slice(0, 64)
    .toWellFormed();
}
