import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../../shared/domain/usage-error.ts';

/** How a result is waited for; `submit` does not wait and looks at the end whether each job has ended. */
export const MODES = ['wait', 'poll', 'sse', 'submit'] as const;

/** One of `MODES`. */
export type Mode = (typeof MODES)[number];

/** When requests are started: in bursts, at random times of a given rate, or each after the one before it. */
export type Pace =
  | { readonly kind: 'bursts'; readonly requests: number; readonly gapMs: number; readonly bursts: number }
  | {
      readonly kind: 'open';
      readonly perSecond: number;
      readonly durationMs: number;
      readonly seed: number;
    }
  | { readonly kind: 'closed'; readonly connections: number; readonly durationMs: number };

/** A load as it was asked for. */
export type LoadOptions = {
  readonly url: string;
  /** `name` or `name@version`. */
  readonly model: string;
  /** Files and folders; none: the model's own sample. */
  readonly files: readonly string[];
  readonly mode: Mode;
  readonly pace: Pace;
  /** The most connections at a time; Infinity (in JSON null): as many as there are requests at a time. */
  readonly connections: number;
  readonly key?: string | undefined;
  /** The top label that each result must have. */
  readonly expect?: string | undefined;
  readonly settleMs: number;
  readonly isVerbose: boolean;
  readonly jsonFile?: string | undefined;
  readonly reportFile?: string | undefined;
};

const FLAGS = {
  requests: { type: 'string', short: 'N' },
  gap: { type: 'string', short: 'T' },
  bursts: { type: 'string', short: 'R' },
  verbose: { type: 'boolean', short: 'V', default: false },
  url: { type: 'string', default: 'http://127.0.0.1:3000' },
  model: { type: 'string', default: 'digits' },
  file: { type: 'string', multiple: true, default: [] },
  mode: { type: 'string', default: 'wait' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  duration: { type: 'string' },
  connections: { type: 'string' },
  key: { type: 'string' },
  expect: { type: 'string' },
  settle: { type: 'string', default: '60' },
  json: { type: 'string' },
  report: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

/**
 * Reads the arguments of the command line.
 *
 * @returns undefined when help was asked for
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): LoadOptions | undefined {
  const given = parseFlags(args);
  if (given.help) return undefined;
  const mode = MODES.find((name) => name === given.mode);
  if (!mode) throw new UsageError(`--mode must be one of ${MODES.join(', ')}, not ${given.mode}`);
  const pace = parsePace(given);
  return {
    url: parseUrl(given.url),
    model: given.model,
    files: given.file,
    mode,
    pace,
    connections: given.connections === undefined ? Infinity : count('--connections', given.connections),
    key: given.key,
    expect: given.expect,
    settleMs: seconds('--settle', given.settle),
    isVerbose: given.verbose,
    jsonFile: given.json && outputFile('--json', given.json),
    reportFile: given.report && outputFile('--report', given.report),
  };
}

type Given = ReturnType<typeof parseFlags>;

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    const [line] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(line, { cause: error });
  }
}

function parsePace(given: Given): Pace {
  const { rate, seed, duration, connections, requests = '10', gap = '1', bursts = '10' } = given;
  const isBursts = (given.requests ?? given.gap ?? given.bursts) !== undefined;
  if (isBursts && (rate ?? duration) !== undefined)
    throw new UsageError('-N, -T and -R make bursts; --rate and --duration do not go with them');
  if (seed !== undefined && rate === undefined) throw new UsageError('--seed goes with --rate');
  const durationMs = seconds('--duration', duration ?? '10');
  if (duration !== undefined && durationMs === 0) throw new UsageError('--duration must be more than 0');
  if (rate !== undefined) {
    const perSecond = positive('--rate', rate);
    return { kind: 'open', perSecond, durationMs, seed: seed === undefined ? 1 : whole('--seed', seed) };
  }
  if (duration !== undefined) {
    if (connections === undefined) throw new UsageError('--duration goes with --rate or --connections');
    return { kind: 'closed', connections: count('--connections', connections), durationMs };
  }
  return {
    kind: 'bursts',
    requests: count('-N', requests),
    gapMs: seconds('-T', gap),
    bursts: count('-R', bursts),
  };
}

function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.search)
    return `${url.origin}${url.pathname.replace(/\/$/, '')}`;
  throw new UsageError(`--url must look like http://host:port, not ${text}`);
}

function outputFile(flag: string, file: string): string {
  if (existsSync(path.dirname(path.resolve(file)))) return file;
  throw new UsageError(`${flag}: there is no folder ${path.dirname(file)}`);
}

function count(flag: string, text: string): number {
  const value = whole(flag, text);
  if (value < 1) throw new UsageError(`${flag} must be at least 1`);
  return value;
}

function whole(flag: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${flag} must be a whole number, not ${text}`);
}

function positive(flag: string, text: string): number {
  const value = decimal(flag, text);
  if (value > 0) return value;
  throw new UsageError(`${flag} must be more than 0`);
}

function seconds(flag: string, text: string): number {
  return decimal(flag, text) * 1000;
}

function decimal(flag: string, text: string): number {
  if (/^(\d{1,9}(\.\d*)?|\.\d+)$/.test(text)) return Number(text);
  throw new UsageError(`${flag} must be a number, not ${text}`);
}
