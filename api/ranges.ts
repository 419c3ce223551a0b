import { AppError } from '../shared/domain/errors.ts';

/**
 * One byte range (RFC 9110, 14.1.2). Several ranges, or a form that is not known, are ignored as the standard has
 * it, and the whole is sent.
 *
 * @returns inclusive bounds; undefined to send the whole
 * @throws AppError `range-not-satisfiable`
 */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | undefined {
  const match = header && /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header);
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  // Without a start, it is the number of bytes from the end.
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start > end) throw new AppError('range-not-satisfiable', `There are only ${sizeBytes} bytes`);
  return { start, end };
}

/** A download under this name, in ASCII and in full (RFC 6266). */
export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}
