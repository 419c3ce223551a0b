import type { Fault } from './faults/fault.ts';
import { FAULTS } from './faults/index.ts';
import type { Backend } from './system/system.ts';

/** Faults that are tried one after the other on one system. */
export type Lane = {
  readonly backend: Backend;
  /** How long an attempt belongs to its worker. */
  readonly leaseMs: number;
  readonly faults: readonly Fault[];
};

/** As the product has it unless told otherwise. */
const DEFAULT_LEASE_MS = 10_000;
/** For faults that wait for leases to end, but are not about how long they are. */
export const SHORT_LEASE_MS = 3000;

/** Whether a fault was asked for. */
export type IsWanted = (fault: Fault) => boolean;

/**
 * What is tried side by side, and in it system after system: what keeps the machine busy in one, and in the other what
 * mostly waits, with the second backend after it.
 */
export function lanesOf(isWanted: IsWanted): Lane[][] {
  const pick = (backend: Backend, leaseMs: number, isPicked: IsWanted): Lane[] => {
    const faults = FAULTS.filter((f) => f.backends.includes(backend) && isWanted(f) && isPicked(f));
    return faults.length > 0 ? [{ backend, leaseMs, faults }] : [];
  };
  return [
    pick('redis', DEFAULT_LEASE_MS, (fault) => !fault.isQuiet),
    [
      ...pick('redis', SHORT_LEASE_MS, (fault) => fault.isQuiet === true),
      ...pick('postgres', DEFAULT_LEASE_MS, () => true),
    ],
  ];
}
