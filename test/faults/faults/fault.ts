import type { Client } from '../client/client.ts';
import type { Load, LoadOptions } from '../client/load.ts';
import type { Backend, FaultEnv, System } from '../system/system.ts';

/** A system under load, with which a fault does what it is for. */
type Scene = {
  readonly system: System;
  readonly client: Client;
  readonly load: Load;
  /** Recovery counts from here; from the end of `inject` when it is never called. */
  ends(): void;
};

/** One way to break a running system, and what must be true of it all the same. */
export type Fault = {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly backends: readonly Backend[];
  /** What its processes have in their environment beside the usual. */
  readonly env?: FaultEnv;
  readonly load?: Partial<LoadOptions>;
  /** Before there is load. */
  readonly prepare?: (system: System) => Promise<void>;
  /**
   * Breaks it, under load, and mends what does not mend itself.
   *
   * @throws Error when the system has not behaved as it must
   */
  readonly inject: (scene: Scene) => Promise<void>;
  /** Puts back what others would stumble over, however the fault went. */
  readonly undo?: (system: System) => Promise<void>;
  /** What is timed: until all jobs accepted before its end have ended, or until the interrupted ones run again. */
  readonly recovery: 'all ended' | 'run again';
  readonly maxRecoverySeconds: number;
  /** It waits more than it works, so that it may be tried beside others without either being slowed down much. */
  readonly isQuiet?: true;
  /** Why it cannot be tried here; undefined when it can. */
  readonly leaveOut?: () => string | undefined;
};

/**
 * Makes sure that the fault has done what it is there to show.
 *
 * @throws Error that says what was expected
 */
export function must(isTrue: boolean, what: string): asserts isTrue {
  if (!isTrue) throw new Error(what);
}
