import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 1000;

/** How many cores are busy just now, over one second in which we do nothing: what others take of the machine. */
export async function busyCores(): Promise<number> {
  const before = totals();
  await pause(LOOK_MS);
  const after = totals();
  return ((after.busy - before.busy) / (after.all - before.all)) * cpus().length;
}

/** Ms since the machine was started, over all cores. */
function totals(): { busy: number; all: number } {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const { user, nice, sys, irq, idle } = times;
    busy += user + nice + sys + irq;
    all += user + nice + sys + irq + idle;
  }
  return { busy, all };
}
