import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the children of a process that run this file. Reads /proc, so it works on Linux only. */
export function childrenOf(pid: number, script: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${candidate}/stat`, 'utf8'))?.[1]);
        return parent === pid && readFileSync(`/proc/${candidate}/cmdline`, 'utf8').includes(script);
      } catch {
        // Ended while we looked.
        return false;
      }
    });
}
