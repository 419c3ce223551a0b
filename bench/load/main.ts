import { writeFile } from 'node:fs/promises';
import { UsageError } from '../../shared/domain/usage-error.ts';
import { isClean } from './describe-load.ts';
import { HELP } from './help.ts';
import { loadTable } from './load-table.ts';
import { parseOptions } from './options.ts';
import { progressLine } from './progress.ts';
import { runLoad } from './run-load.ts';
import { type StatusLine, statusLine } from './status-line.ts';

/** The exit code: 0, 1 when a job was lost, duplicated or wrong, 2 when the tool could not be used like that. */
async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  const status = statusLine(process.stderr);
  const stop = stopOnInterrupt(status);
  const result = await runLoad(options, {
    stop,
    onProgress: (progress) => status.update(progressLine(progress)),
    ...(options.isVerbose && { say: status.say }),
  });
  status.end();
  process.stdout.write(loadTable(result));
  if (options.jsonFile) await writeFile(options.jsonFile, `${JSON.stringify(result, null, 2)}\n`);
  if (options.reportFile) {
    // Only now: the plots bring a large package along.
    const { loadReport } = await import('./load-report.ts');
    await writeFile(options.reportFile, loadReport(result));
  }
  return isClean(result) ? 0 : 1;
}

/** npm sends on what the terminal has sent already, so that one Ctrl-C comes twice. */
const SAME_INTERRUPT_MS = 500;

/** Aborted by the first Ctrl-C; a later one ends the process. */
function stopOnInterrupt(status: StatusLine): AbortSignal {
  const stop = new AbortController();
  let firstAt = 0;
  process.on('SIGINT', () => {
    if (stop.signal.aborted && Date.now() - firstAt > SAME_INTERRUPT_MS) process.exit(130);
    if (stop.signal.aborted) return;
    firstAt = Date.now();
    status.say('Sending ends; what was accepted is followed to its end. Ctrl-C again to leave at once.');
    stop.abort();
  });
  return stop.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
