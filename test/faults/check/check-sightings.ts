import { isTerminal } from '../../../shared/domain/job-status.ts';
import type { JobPromise } from '../client/job-promise.ts';
import { type Transition, transitionsByJob } from '../system/audit-trail.ts';
import { isAlike } from './check-rows.ts';
import type { Evidence, EvidenceRow } from './evidence.ts';
import type { Findings } from './findings.ts';

/** What followers were shown is what has happened: every event once and in order, and the end as the row has it. */
export function checkSightings({ promises, rows, transitions }: Evidence, findings: Findings): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byJob = transitionsByJob(transitions);
  for (const promise of promises) {
    for (const misstep of promise.missteps)
      findings.other.push(`job ${promise.id} by ${promise.follower}: ${misstep}`);
    const row = byId.get(promise.id ?? '');
    if (!row || promise.isDeleted) continue;
    checkEvents(promise, byJob.get(row.id) ?? [], findings);
    if (isTerminal(row.status)) checkEnd(promise, row, findings);
  }
}

function checkEvents(promise: JobPromise, transitions: readonly Transition[], findings: Findings): void {
  const { id, follower, sightings } = promise;
  const happened = new Map(transitions.map(({ seq, became }) => [seq, became]));
  for (const { seq, status } of sightings)
    if (happened.get(seq) !== status)
      findings.other.push(
        `job ${id} by ${follower}: ${seq} was shown as ${status}, was ${happened.get(seq)}`,
      );
  if (follower !== 'sse') return;
  const seen = sightings.map(({ seq }) => seq);
  const expected = Array.from({ length: sightings.at(-1)?.seq ?? 0 }, (_, i) => i + 1);
  if (seen.join() !== expected.join())
    findings.other.push(`job ${id} by sse: events ${seen.join(' ')} instead of ${expected.join(' ')}`);
}

function checkEnd(promise: JobPromise, row: EvidenceRow, findings: Findings): void {
  const { id, follower, end, sightings } = promise;
  if (!end) findings.stuck.push(`job ${id}: is ${row.status}, but its follower by ${follower} was not told`);
  else if (promise.isTold?.() === false)
    findings.other.push(`job ${id}: its webhook came with several ids, or bodies`);
  // A webhook tells of the end, and not which of the changes that was.
  else if (end.status !== row.status || (follower !== 'webhook' && sightings.at(-1)?.seq !== row.seq))
    findings.other.push(
      `job ${id} by ${follower}: ended ${end.status} (${sightings.at(-1)?.seq}), its row ${row.status} (${row.seq})`,
    );
  else if (!isAlike(end.result, row.result) || end.error?.code !== row.error?.code)
    findings.other.push(`job ${id} by ${follower}: was shown another end than its row has`);
}
