import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** CPU time that a process and all that descend from it have used so far, s. Reads /proc; NaN without one. */
export function cpuSeconds(pid: number): number {
  const { own, below } = cpuOf(pid);
  return own + below;
}

/** The same, taken apart: `own` is the process alone, `below` all that it has started, ended or not. */
export function cpuOf(pid: number): { own: number; below: number } {
  try {
    const stats = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(readStat);
    const family = new Set([pid]);
    // Parents mostly have the smaller ids, but ids wrap round: repeat until nobody new is found.
    for (let size = 0; size !== family.size; ) {
      size = family.size;
      for (const stat of stats) if (family.has(stat.parent)) family.add(stat.pid);
    }
    const members = stats.filter((stat) => family.has(stat.pid));
    const all = members.reduce((sum, { ticks, endedTicks }) => sum + ticks + endedTicks, 0);
    const own = members.find((stat) => stat.pid === pid)?.ticks ?? 0;
    return { own: own / TICKS_PER_SECOND, below: (all - own) / TICKS_PER_SECOND };
  } catch {
    return { own: Number.NaN, below: Number.NaN };
  }
}

/** Resident memory of one process, bytes; NaN without /proc. */
export function rssBytes(pid: number): number {
  return memoryOf(pid, 'VmRSS');
}

/** The most that one process had resident since it began or was last forgotten, bytes; NaN without /proc. */
export function mostRssBytes(pid: number): number {
  return memoryOf(pid, 'VmHWM');
}

/** Begins `mostRssBytes` anew, where the system allows it; else it goes on from the start of the process. */
export function forgetMostRss(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Too much is then said rather than too little.
  }
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}

type Stat = {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Of children which have ended and were waited for. */
  readonly endedTicks: number;
};

function readStat(pid: string): Stat[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // Ended while we looked.
    return [];
  }
  // The name in brackets may hold anything; the third field follows the last bracket.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const sum = (...indexes: number[]) => indexes.reduce((total, i) => total + Number(fields[i]), 0);
  return [{ pid: Number(pid), parent: Number(fields[1]), ticks: sum(11, 12), endedTicks: sum(13, 14) }];
}
