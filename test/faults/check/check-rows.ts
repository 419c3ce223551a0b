import { historyOf } from '../../../shared/domain/history.ts';
import { isTerminal } from '../../../shared/domain/job-status.ts';
import type { JobPromise } from '../client/job-promise.ts';
import type { Evidence, EvidenceRow } from './evidence.ts';
import type { Findings } from './findings.ts';

/** Scores may differ by so much: a batch of another size adds up in another order. */
const TOLERANCE = 1e-4;

/**
 * One row for each promise and no other, ended as it should have, with the result that its input has always given, and
 * with a history that its own count confirms.
 */
export function checkRows({ promises, rows, references }: Evidence, findings: Findings): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const keys = new Map(promises.map((promise) => [promise.key, promise]));
  for (const promise of promises) {
    if (promise.id === undefined) findings.lost.push(`${promise.key}: was never accepted`);
    else if (promise.isDeleted) {
      if (byId.has(promise.id)) findings.duplicated.push(`job ${promise.id}: is there though it was deleted`);
    } else checkRow(promise, byId.get(promise.id), references, findings);
  }
  for (const row of rows) {
    const promise = keys.get(row.idempotencyKey ?? '');
    if (promise?.id !== row.id)
      findings.duplicated.push(
        `job ${row.id}: is there for key ${row.idempotencyKey}, promised was ${promise?.id}`,
      );
    const changes = historyOf(row).length;
    if (changes !== row.seq)
      findings.duplicated.push(`job ${row.id}: counts ${row.seq} changes, its history has ${changes}`);
  }
}

function checkRow(
  { id, key, submission, mustEnd }: JobPromise,
  row: EvidenceRow | undefined,
  references: Evidence['references'],
  findings: Findings,
): void {
  if (!row) findings.lost.push(`job ${id} (${key}): was accepted and is not there`);
  else if (!isTerminal(row.status))
    findings.stuck.push(`job ${id}: is ${row.status}, attempt ${row.attempt}`);
  else {
    const ending = row.status === 'failed' ? `failed ${row.error?.code}` : row.status;
    if (!submission.endings.includes(ending))
      findings.failed.push(`job ${id} for ${submission.name}: ${ending} after ${row.attempt} attempts`);
    if (mustEnd && (mustEnd === 'canceled') !== (ending === 'canceled'))
      findings.failed.push(`job ${id}: ${ending}, but its client was told that it is ${mustEnd}`);
    if ((row.result !== null) !== (row.status === 'succeeded'))
      findings.wrong.push(`job ${id}: ${ending} ${row.result === null ? 'without' : 'with'} a result`);
    else if (row.result !== null && !isAlike(row.result, references.get(submission.name)))
      findings.wrong.push(
        `job ${id} for ${submission.name}: ${JSON.stringify(row.result)} is not ${JSON.stringify(references.get(submission.name))}`,
      );
  }
}

/** The same value, but for numbers that differ by a hair. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= TOLERANCE;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isAlike((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
