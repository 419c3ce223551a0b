import type { Sql } from '../db/client.ts';
import type { WebhookDeliveryRow } from '../db/webhook-schema.ts';
import { secretColumns, type WebhookSecret } from './secret-columns.ts';

/** A delivery of which an attempt has started, and what it is signed with; no secret yet when its owner has none. */
export type TakenDelivery = Pick<
  WebhookDeliveryRow,
  'id' | 'owner' | 'jobId' | 'event' | 'url' | 'attempt' | 'createdAt'
> & { readonly [K in keyof WebhookSecret]: WebhookSecret[K] | null };

/** Due rows that one statement looks at. */
const LOOKED_AT = 1000;

/** Receivers by where they listen: what stands between `//` and the path. */
export function hostOf(url: string): string {
  return url.split('/', 3)[2] ?? '';
}

/**
 * Starts an attempt of deliveries that are due: raises its number, and puts the row off until the attempt counts as
 * lost, so that another takes it up should this process die. Each row is taken by one worker alone.
 *
 * @param options `limit`: most to take; `mostPerHost`: under way per receiver, with those that are `underWay` already;
 *   `holdMs`: how long an attempt may take
 */
export async function takeDueDeliveries(
  sql: Sql,
  options: {
    limit: number;
    mostPerHost: number;
    underWay: ReadonlyMap<string, number>;
    holdMs: number;
  },
): Promise<TakenDelivery[]> {
  const { limit, mostPerHost, underWay, holdMs } = options;
  const hosts = [...underWay.keys()];
  const full = hosts.filter((host) => underWay.get(host)! >= mostPerHost);
  return await sql<TakenDelivery[]>`
    with due as (
      select id, due_at, split_part(url, '/', 3) as host from webhook_deliveries
      where finished_at is null and due_at <= now() and split_part(url, '/', 3) <> all(${full}::text[])
      order by due_at limit ${LOOKED_AT}
    ), placed as (
      select id, due_at,
        coalesce(under_way.count, 0) + row_number() over (partition by host order by due_at, id) as place
      from due left join unnest(${hosts}::text[], ${[...underWay.values()]}::int[]) as under_way (host, count)
        using (host)
    ), picked as (
      select id from placed where place <= ${mostPerHost} order by due_at limit ${limit}
    ), mine as (
      select id from webhook_deliveries
      where id = any(array(select id from picked)) and finished_at is null and due_at <= now()
      order by id for update skip locked
    ), taken as (
      update webhook_deliveries as row set
        attempt = row.attempt + 1, due_at = now() + ${holdMs}::float8 * interval '1 ms'
      from mine where row.id = mine.id
      returning row.id, row.owner, row.job_id, row.event, row.url, row.attempt, row.created_at
    )
    select taken.*, ${secretColumns(sql)} from taken left join webhook_secrets using (owner)`;
}
