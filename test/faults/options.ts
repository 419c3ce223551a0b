import { parseArgs } from 'node:util';

/** What the harness is asked to do. */
export type Options = {
  readonly isList: boolean;
  /** Names of faults; all when undefined. */
  readonly only: readonly string[] | undefined;
  /** Goes round in random order for so long, instead of once in order. */
  readonly soakMs: number | undefined;
  /** Of the random order. */
  readonly seed: number;
};

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** @throws Error that says what cannot be used */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      list: { type: 'boolean', default: false },
      only: { type: 'string' },
      soak: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  return {
    isList: values.list,
    only: values.only?.split(','),
    soakMs: values.soak === undefined ? undefined : parseDuration(values.soak),
    seed: Number(values.seed),
  };
}

function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (!count || !unit) throw new Error(`--soak ${text}: must be like 90s, 30m or 2h`);
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}
