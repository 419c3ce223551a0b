/** Bytes as people read them: `1.2 MB`. */
export function formatBytes(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit: units[power]!,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

/** Milliseconds as people read them: `3.4 ms`, `1.2 s`, `2 min 5 s`. */
export function formatMs(ms: number, language: string): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits }).format(value);
  if (ms < 10) return `${number(ms, 1)} ms`;
  if (ms < 1000) return `${number(ms, 0)} ms`;
  if (ms < 60_000) return `${number(ms / 1000, ms < 10_000 ? 1 : 0)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A share in [0, 1] as `99.7 %`. */
export function formatShare(share: number, language: string, digits = 1): string {
  return new Intl.NumberFormat(localeOf(language), {
    style: 'percent',
    maximumFractionDigits: digits,
  }).format(share);
}

export function formatNumber(value: number, language: string, digits = 2): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits }).format(value);
}

/** A time of day with its date, in the reader's own zone unless another is named. */
export function formatTime(time: string | number, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone,
  }).format(new Date(time));
}

/** A time of day alone, to the second, or with `short` to the minute. */
export function formatClock(
  time: string | number,
  language: string,
  timeZone?: string,
  timeStyle: 'medium' | 'short' = 'medium',
): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeStyle, timeZone }).format(new Date(time));
}

const AGES = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** How long ago something was: `3 minutes ago`. */
export function formatAgo(time: string, language: string, now = Date.now()): string {
  const ageMs = Math.max(0, now - Date.parse(time));
  const [unit, ms] = AGES.find(([, size]) => ageMs >= size) ?? AGES[3];
  return new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' }).format(
    -Math.floor(ageMs / ms),
    unit,
  );
}

/** The reader's own variety of a language, as for how dates are written. */
function localeOf(language: string): string {
  // Tests run where there is no browser, and Node.js 20 has no such name.
  const { navigator } = globalThis as { navigator?: { languages?: readonly string[] } };
  return navigator?.languages?.find((locale) => locale.startsWith(language)) ?? language;
}
