import { parseArgs } from 'node:util';
import { UsageError } from '../shared/domain/usage-error.ts';
import { SCENARIO_NAMES, type ScenarioName } from './scenarios/scenario-name.ts';

export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | {
      readonly kind: 'run';
      readonly rounds: number;
      readonly scenarios: readonly ScenarioName[];
      readonly isQuick: boolean;
      /** Where RESULTS.md, results/ and plots/ go. Undefined: nowhere. */
      readonly out: string | undefined;
    };

export const HELP = `npm run bench -- [--rounds 5] [--only name,name] [--quick] [--out folder] [--list]

  --rounds n    how often everything is measured (5)
  --only a,b    these scenarios and no others; the results of the others stay
  --quick       one short round, to see that everything works; nothing is written unless --out says where
  --out folder  for RESULTS.md, results/ and plots/ (bench)
  --list        the scenarios
`;

/** @throws UsageError */
export function parseOptions(args: readonly string[], defaultOut: string): Options {
  const { rounds, only, quick = false, out, list, help } = parse(args);
  if (help) return { kind: 'help' };
  if (list) return { kind: 'list' };
  const names = only?.split(',').filter(Boolean) ?? [];
  const unknown = names.filter((name) => !(SCENARIO_NAMES as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new UsageError(`No scenario: ${unknown.join(', ')}. There are ${SCENARIO_NAMES.join(', ')}.`);
  if (rounds !== undefined && !/^[1-9]\d{0,2}$/.test(rounds)) throw new UsageError('--rounds: 1 to 999');
  return {
    kind: 'run',
    rounds: Number(rounds ?? (quick ? 1 : 5)),
    scenarios: SCENARIO_NAMES.filter((name) => names.length === 0 || names.includes(name)),
    isQuick: quick,
    out: out ?? (quick ? undefined : defaultOut),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        only: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n\n${HELP}`, { cause });
  }
}
