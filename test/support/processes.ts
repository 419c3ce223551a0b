import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the children of a process whose command line has this text. Reads /proc, so it works on Linux only. */
export function childrenOf(pid: number, text: string): number[] {
  return processesWith(text).filter(
    (candidate) => parentOf(candidate) === pid && read(candidate, 'cmdline').includes(text),
  );
}

/** Ids of all processes whose command line or environment has this text. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(
      (candidate) =>
        candidate !== process.pid &&
        `${read(candidate, 'cmdline')}${read(candidate, 'environ')}`.includes(text),
    );
}

function parentOf(pid: number): number {
  return Number(/\) \S (\d+)/.exec(read(pid, 'stat'))?.[1]);
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // Ended while we looked.
    return '';
  }
}
