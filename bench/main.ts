import path from 'node:path';
import { UsageError } from '../shared/domain/usage-error.ts';
import { endForked } from './contenders/fork-process.ts';
import { Endings } from './endings.ts';
import { HELP, type Options, parseOptions } from './options.ts';
import { TARGET_HEAD, targetRows } from './report/target-rows.ts';
import { plainTable } from './report/text-table.ts';
import { writeReport } from './report/write-report.ts';
import { ROOT } from './root.ts';
import { runBench } from './run-bench.ts';
import { SCENARIO_NAMES } from './scenarios/scenario-name.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

const endings = new Endings();
const stopping = new AbortController();
/** Whatever is cut off by an interrupt fails somehow, and nobody wants to know. */
const say = (line: string) => void (stopping.signal.aborted || process.stdout.write(`${line}\n`));

/** Ends all that was started, and then this process. Whoever comes first gives the exit code. */
async function end(code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  // Before the servers that they use; an interrupt may come while they start.
  await endForked();
  await endings.run((line) => process.stderr.write(`${line}\n`));
  process.exit(code);
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, path.join(ROOT, 'bench'));
  if (options.kind === 'help') say(HELP);
  else if (options.kind === 'list')
    for (const name of SCENARIO_NAMES) say(`${name.padEnd(14)} ${SCENARIOS[name].title}`);
  else return await measure(options, ['npm run bench --', ...args].join(' '));
  return 0;
}

async function measure(options: Extract<Options, { kind: 'run' }>, command: string): Promise<number> {
  const records = await runBench(options, { command, endings, stop: stopping.signal, say });
  if (options.out) await writeReport(options.out);
  const measured = new Set<string>(records.map(({ scenario }) => scenario));
  const rows = targetRows(records).filter(([scenario]) => measured.has(scenario!));
  if (rows.length > 0) say(`\n${plainTable(TARGET_HEAD, rows)}`);
  if (options.out) say(`\nWritten to ${path.join(options.out, 'RESULTS.md')}`);
  return records.every(({ rounds }) => rounds.length > 0) ? 0 : 1;
}

async function fail(error: unknown): Promise<void> {
  say(error instanceof UsageError ? error.message : String((error as Error).stack));
  await end(error instanceof UsageError ? 2 : 1);
}

process.on('uncaughtException', (error) => void fail(error));
process.on('SIGINT', () => void end(130));
process.on('SIGTERM', () => void end(143));
try {
  await end(await main(process.argv.slice(2)));
} catch (error) {
  await fail(error);
}
