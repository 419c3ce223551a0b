import { readdirSync, readFileSync } from 'node:fs';
import { processesWith } from '../../support/processes.ts';

/** Ids of the direct children of a process. */
export function childPids(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
    .map(Number);
}

/**
 * Processes of a run that nobody looks after any more: they carry its mark in their environment, are none of `kept`, and
 * no child of one of them.
 */
export function orphansOf(mark: string, kept: readonly (number | undefined)[]): number[] {
  return processesWith(mark).filter(
    (pid) => !kept.includes(pid) && !kept.includes(parentOf(pid)) && parentOf(pid) !== process.pid,
  );
}

/** Resident memory of a process, bytes; undefined when it is gone. */
export function residentBytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function parentOf(pid: number): number | undefined {
  const parent = /\) \S (\d+)/.exec(readProc(pid, 'stat'))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // Ended while we looked.
    return '';
  }
}
