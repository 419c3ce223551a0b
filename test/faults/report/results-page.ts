import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { markdownTable, plainTable } from '../../../bench/report/text-table.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultResult } from '../run-fault.ts';
import { showSeconds } from './result-lines.ts';

const HEAD = [
  'Fault',
  'Backend',
  'Jobs',
  'Lost',
  'Duplicated',
  'Wrong',
  'Stuck',
  'Failed',
  'Orphaned blobs',
  'Other',
  'Recovery, s',
  'Limit, s',
  '',
];

/** A fault that was not tried, and why. */
export type LeftOut = { readonly fault: Fault; readonly why: string };

/** RESULTS.md of one run. */
export function resultsPage(
  results: readonly FaultResult[],
  {
    leftOut,
    seconds,
    others,
    command,
  }: {
    leftOut: readonly LeftOut[];
    seconds: number;
    /** Cores that other work took before the run and after it. */
    others: readonly [number, number];
    command: string;
  },
): string {
  const failed = results.filter(({ isPassed }) => !isPassed).length;
  return [
    '# Results of the fault tests',
    '',
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${results.length - failed} passed, ${failed} failed, in ${Math.round(seconds)} s.`,
    `Machine: ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 1e9)} GB, ${type()} ${release()}, Node ${process.version.slice(1)}.`,
    `Other work on the machine took ${others[0].toFixed(1)} of these cores before the run and ${others[1].toFixed(1)} after it; times are longer by it.`,
    '',
    'Each fault happens in the middle of a steady stream of submissions to two apis and two workers. Afterwards the table, an',
    'audit trail that Postgres itself has written, the blobs, and all that the clients were shown are held against each',
    'other. Recovery counts from the end of the fault until every job accepted before it has ended or, where the title',
    'speaks of a killed process, until what it had in hand runs again.',
    '',
    markdownTable(HEAD, results.map(rowOf)),
    '',
    ...leftOut.map(({ fault, why }) => `Left out: ${fault.title}, because ${why}.\n`),
  ].join('\n');
}

/** The same table for a terminal. */
export function resultsText(results: readonly FaultResult[]): string {
  return plainTable(
    HEAD,
    results.map((result) => [result.fault.name, ...rowOf(result).slice(1)]),
  );
}

function rowOf({ fault, backend, jobs, findings, recovery, isPassed }: FaultResult): string[] {
  const { lost, duplicated, wrong, stuck, failed, orphaned, other } = findings;
  return [
    fault.title,
    backend,
    String(jobs),
    ...[lost, duplicated, wrong, stuck, failed, orphaned, other].map((list) => String(list.length)),
    showSeconds(recovery),
    String(fault.maxRecoverySeconds),
    isPassed ? 'passed' : 'FAILED',
  ];
}
