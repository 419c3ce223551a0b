import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { FAULTS } from './faults/index.ts';
import { lanesOf } from './lanes.ts';
import { parseOptions } from './options.ts';
import { busyCores } from './report/other-work.ts';
import { resultLines } from './report/result-lines.ts';
import { type LeftOut, resultsPage, resultsText } from './report/results-page.ts';
import type { FaultResult } from './run-fault.ts';
import { type LaneHooks, runLane } from './run-lane.ts';
import { soak } from './soak.ts';
import type { System } from './system/system.ts';

/*
 * Breaks whole systems under load in every way that we know of, and checks that every promise was kept. The last line of
 * stdout says how many faults were got over; the exit code is 1 unless all were.
 */

const ROOT = path.join(import.meta.dirname, '../..');
const options = parseOptions(process.argv.slice(2));
const unknown = options.only?.filter((name) => !FAULTS.some((fault) => fault.name === name)) ?? [];
if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')}; --list shows all`);
if (options.isList) {
  for (const { name, title, backends } of FAULTS) console.log(`${name} (${backends.join(', ')}): ${title}`);
  process.exit(0);
}

const startedAt = performance.now();
const results: FaultResult[] = [];
const systems: System[] = [];
const hooks: LaneHooks = {
  onSystem: (system) => systems.push(system),
  onResult(result) {
    results.push(result);
    console.log(resultLines(result).join('\n'));
  },
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(
    signal,
    () => void Promise.allSettled(systems.map((s) => s.stop())).then(() => process.exit(130)),
  );

const wanted = FAULTS.filter(({ name }) => options.only?.includes(name) ?? true);
const leftOut: LeftOut[] = wanted.flatMap((fault) => {
  const why = fault.leaveOut?.();
  return why === undefined ? [] : [{ fault, why }];
});
for (const { fault, why } of leftOut) console.log(`LEFT OUT: ${fault.name}, because ${why}`);
const tried = wanted.filter((fault) => leftOut.every((one) => one.fault !== fault));

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
const othersBefore = await busyCores();
const isWanted = (fault: (typeof FAULTS)[number]) => tried.includes(fault);
const crashes: string[] = [];
const noteCrash = (error: Error) => void crashes.push(error.stack ?? error.message);
if (options.soakMs === undefined) {
  const lanes = lanesOf(isWanted).map(async (lane) => {
    for (const part of lane) await runLane(part, hooks);
  });
  await Promise.all(lanes.map((lane) => lane.catch(noteCrash)));
} else {
  const { soakMs: forMs, seed } = options;
  const memory = await soak({ isWanted, forMs, seed }, hooks).catch(noteCrash);
  for (const role of ['api', 'worker'] as const) console.log(`memory of ${memory?.describe(role)}`);
}

const order = new Map(FAULTS.map((fault, i) => [fault, i]));
results.sort((a, b) => a.backend.localeCompare(b.backend) * -1 || order.get(a.fault)! - order.get(b.fault)!);
const others: [number, number] = [othersBefore, await busyCores()];
const seconds = (performance.now() - startedAt) / 1000;
const command = ['npm run test:faults', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])];
if (!options.only && options.soakMs === undefined)
  writeFileSync(
    path.join(import.meta.dirname, 'RESULTS.md'),
    resultsPage(results, { leftOut, seconds, others, command: command.join(' ') }),
  );
console.log(
  `\n${resultsText(results)}\n\n${seconds.toFixed(0)} s in all; other work took ${others.map((cores) => cores.toFixed(1)).join(' and ')} cores before and after`,
);
for (const crash of crashes) console.log(`FAIL the harness itself: ${crash}`);
const passed = results.filter(({ isPassed }) => isPassed).length;
const failed = results.length - passed + crashes.length;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || results.length === 0 ? 1 : 0);
