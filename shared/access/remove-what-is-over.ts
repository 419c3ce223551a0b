import type { Sql } from '../db/client.ts';

/** Removes sessions whose time is over, and counters of requests that count no more. */
export async function removeWhatIsOver(sql: Sql): Promise<void> {
  await sql`delete from sessions where expires_at < now()`;
  // By their few rows: no index, because each request would have to keep it.
  await sql`delete from rate_limits where expire < now() - interval '1 hour'`;
}
