import { sendSignal } from '../../../start/postgres/server-processes.ts';
import { GENTLE } from '../client/load.ts';
import { freezeAtWork } from './conditions.ts';
import type { Fault } from './fault.ts';

/** The process in which a model runs is killed in the middle of a batch; the batch runs again on the next one. */
export const childKilled: Fault = {
  name: 'child-killed',
  title: 'SIGKILL of a compute child in the middle of a batch',
  backends: ['redis'],
  isQuiet: true,
  load: GENTLE,
  recovery: 'run again',
  maxRecoverySeconds: 2,
  async inject({ system, ends }) {
    const children = await freezeAtWork(system, system.workers[0]!);
    for (const child of children) sendSignal(child, 'SIGKILL');
    ends();
  },
};
