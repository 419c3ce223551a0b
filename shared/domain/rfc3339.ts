/**
 * A time as Postgres writes it, `2026-11-21 09:00:00.123456+00`, with as many digits as are needed, in the zone of the
 * session; as the api tells it: RFC 3339 in UTC with milliseconds.
 */
export function rfc3339(time: string): string {
  // What `Date` takes a microsecond and more to parse, four times a job.
  const inUtc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(time);
  if (!inUtc) return new Date(time).toISOString();
  const [, date, seconds, fraction = ''] = inUtc;
  return `${date}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}
