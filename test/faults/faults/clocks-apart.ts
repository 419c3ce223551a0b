import { STEADY } from '../client/load.ts';
import { last } from './conditions.ts';
import type { Fault } from './fault.ts';

const HOUR_MS = 3_600_000;
const clock = (ms: number) => ({ FAULT_CLOCK_MS: String(ms) });

/** One worker lives an hour ahead and one an hour behind; the first leads the sweep, in the middle of uploads. */
export const clocksApart: Fault = {
  name: 'clocks-apart',
  title: 'Clock of one worker an hour ahead, of the other an hour behind',
  backends: ['redis'],
  load: { during: STEADY },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { workers } }) {
    const [ahead, behind] = workers;
    await Promise.all(workers.map((worker) => worker.stop()));
    await ahead!.start(clock(HOUR_MS));
    await behind!.start(clock(-HOUR_MS));
    // For a few passes of the sweeper.
    await last(3000);
  },
};
