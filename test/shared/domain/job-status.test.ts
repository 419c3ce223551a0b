import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTerminal, JOB_STATUSES, type JobStatus, TRANSITIONS } from '../../../shared/domain/job-status.ts';

const FOLDER = path.join(import.meta.dirname, '../../../shared/jobs');

/**
 * The changes that the SQL of a file can make: for each `status = '…'` after a SET, the statuses that the same
 * template asks for (`status = '…'`, `status in (…)`), be it before the SET in a CTE or after it in the WHERE.
 */
function changesIn(source: string): { from: string[]; to: string }[] {
  const shared = templatesIn(source).filter((sql) => !/\bset\s+status\b/.test(sql));
  return templatesIn(source).flatMap((sql) => {
    const targets = [...sql.matchAll(/\bset\s+status = '(\w+)'/g)].map((match) => match[1]!);
    // A CTE may be built apart and put in by name.
    const whole = /\bwith\s+\$\{/.test(sql) ? [...shared, sql].join('\n') : sql;
    return targets.map((to) => ({ to, from: guardsOf(whole) }));
  });
}

function templatesIn(source: string): string[] {
  return [...source.matchAll(/sql(?:<[^`]*?>)?`((?:[^`$]|\$\{(?:[^`}]|`[^`]*`|\{[^}]*\})*\}|\$)*)`/g)].map(
    (match) => match[1]!.replace(/--.*$/gm, ''),
  );
}

function guardsOf(sql: string): string[] {
  const conditions = sql.replace(/\bset\s+status = '\w+'/g, '');
  const single = [...conditions.matchAll(/\bstatus = '(\w+)'/g)].map((match) => match[1]!);
  const lists = [...conditions.matchAll(/\bstatus in \(([^)]*)\)/g)];
  return [...new Set([...single, ...lists.flatMap((match) => match[1]!.match(/\w+/g) ?? [])])];
}

const FILES = readdirSync(FOLDER).map((name) => ({
  name,
  changes: changesIn(readFileSync(path.join(FOLDER, name), 'utf8')),
}));

describe('TRANSITIONS', () => {
  it('lets nothing follow the terminal statuses', () => {
    expect(JOB_STATUSES.filter(isTerminal)).toEqual(['succeeded', 'failed', 'canceled']);
  });

  it('knows a way to every status', () => {
    const reached = new Set<JobStatus>(Object.values(TRANSITIONS).flat());
    expect(JOB_STATUSES.filter((status) => !reached.has(status))).toEqual([]);
  });

  it('is checked against every statement that changes a status', () => {
    const changing = FILES.filter(({ changes }) => changes.length > 0);
    expect(Object.fromEntries(changing.map(({ name, changes }) => [name, changes.map((c) => c.to)]))).toEqual(
      {
        'cancel-job.ts': ['canceled'],
        'claim-jobs.ts': ['running'],
        'fail-missed-deadlines.ts': ['failed'],
        'requeue-lost-attempts.ts': ['queued', 'failed'],
        'settle-attempts.ts': ['succeeded', 'queued', 'failed'],
        'settle-followers.ts': ['succeeded', 'failed'],
      },
    );
  });

  it.each(FILES.flatMap(({ name, changes }) => changes.map((change) => ({ name, ...change }))))(
    '$name sets $to only on a status that it may follow',
    ({ from, to }) => {
      expect(from.length).toBeGreaterThan(0);
      const allowed = JOB_STATUSES.filter((status) =>
        (TRANSITIONS[status] as readonly JobStatus[]).includes(to as JobStatus),
      );
      expect(allowed).toEqual(expect.arrayContaining(from));
    },
  );

  it('would find a statement without a guard, or with a wrong one', () => {
    const set = "update jobs set\n status = 'queued' where id = 1";
    expect(changesIn(`sql\`${set}\``)).toEqual([{ to: 'queued', from: [] }]);
    expect(changesIn(`sql<Row[]>\`${set} and status = 'failed'\``)).toEqual([
      { to: 'queued', from: ['failed'] },
    ]);
  });
});
