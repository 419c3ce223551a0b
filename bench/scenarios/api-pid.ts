import type { Contender } from '../contenders/contender.ts';

/** The process that has the connections. */
export function apiPid(contender: Contender): number {
  return contender.processes().find(({ role }) => role === 'api')!.pid;
}
