import type { TransactionSql } from 'postgres';
import type { Sql } from '../../../shared/db/client.ts';
import type { JobStatus } from '../../../shared/domain/job-status.ts';

/** One change of a job's row, as the database itself has noted it. */
export type Transition = {
  readonly jobId: string;
  /** `update` is one that the status does not show: something of an ended job was written again. */
  readonly kind: 'insert' | 'status' | 'update' | 'delete';
  readonly was: JobStatus | null;
  /** Null when the row was deleted. */
  readonly became: JobStatus | null;
  /** The row's own count of its changes, as of this one. */
  readonly seq: number;
  readonly attempt: number;
  /** Epoch ms, of the moment and not of the transaction. */
  readonly atMs: number;
};

/**
 * Has Postgres note every change of a status, and every change at all of a job that has ended. What the product does is
 * then seen and not inferred from how the rows look afterwards.
 */
export async function layAuditTrail(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table fault_audit (
      n bigserial primary key, job_id uuid not null, kind text not null, was job_status, became job_status,
      seq int not null, attempt int not null, at timestamptz not null default clock_timestamp()
    );
    create function note_change() returns trigger language plpgsql as $$ begin
      if tg_op = 'INSERT' then
        insert into fault_audit (job_id, kind, became, seq, attempt)
          values (new.id, 'insert', new.status, new.seq, new.attempt);
      elsif tg_op = 'DELETE' then
        insert into fault_audit (job_id, kind, was, seq, attempt)
          values (old.id, 'delete', old.status, old.seq, old.attempt);
      else
        insert into fault_audit (job_id, kind, was, became, seq, attempt)
          values (new.id, case when old.status = new.status then 'update' else 'status' end, old.status, new.status,
            new.seq, new.attempt);
      end if;
      return null;
    end $$;
    create trigger note_insert after insert or delete on jobs for each row execute function note_change();
    create trigger note_update after update on jobs for each row
      when (old.status is distinct from new.status or old.seq is distinct from new.seq
        or (old.finished_at is not null and old.* is distinct from new.*))
      execute function note_change();`);
}

/** Everything that was noted, in order. */
export async function readAuditTrail(sql: Sql | TransactionSql): Promise<Transition[]> {
  return await sql<Transition[]>`
    select job_id, kind, was, became, seq, attempt, (extract(epoch from at) * 1000)::float8 as at_ms
    from fault_audit order by n`;
}

/** What was noted of each job, in order. */
export function transitionsByJob(transitions: readonly Transition[]): Map<string, Transition[]> {
  const byJob = new Map<string, Transition[]>();
  for (const transition of transitions) {
    const ofJob = byJob.get(transition.jobId);
    if (ofJob) ofJob.push(transition);
    else byJob.set(transition.jobId, [transition]);
  }
  return byJob;
}
