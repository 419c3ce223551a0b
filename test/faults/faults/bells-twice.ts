import { STEADY } from '../client/load.ts';
import type { System } from '../system/system.ts';
import type { Fault } from './fault.ts';

/** Every bell is delivered twice; the second finds nothing to claim. */
export const bellsTwice: Fault = {
  name: 'bells-twice',
  title: 'Every bell delivered twice',
  backends: ['redis', 'postgres'],
  load: { during: STEADY },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, load }) {
    ringTwice(system, true);
    await load.accepted(900);
  },
  undo: async (system) => ringTwice(system, false),
};

function ringTwice({ slots }: System, isOn: boolean): void {
  for (const slot of slots) slot.tell('ring-twice', isOn);
}
