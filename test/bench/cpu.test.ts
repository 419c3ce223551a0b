import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { cpuOf, cpuSeconds, forgetMostRss, mostRssBytes, rssBytes } from '../../bench/cpu.ts';

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill();
});

/** Says how much CPU time it has used, s, and then waits for its end. */
const BURN = `
  const until = 0.5;
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  while (used() < until);
  console.log(used());
  setInterval(() => {}, 1000);`;

/** Takes 100 MB and gives them back. */
const GROW = `
  require('node:v8').setFlagsFromString('--expose-gc');
  let big = Buffer.alloc(100e6, 1);
  big = undefined;
  require('node:vm').runInNewContext('gc')();
  console.log('done');
  setInterval(() => {}, 1000);`;

/** Runs a script until it has said something. */
async function run(script: string): Promise<{ pid: number; said: string }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const line of createInterface(child.stdout)) return { pid: child.pid!, said: line };
  throw new Error('The child has ended without a word');
}

describe.skipIf(!existsSync('/proc/self/stat'))('CPU time', () => {
  test('is what the process itself has counted', async () => {
    const { pid, said } = await run(BURN);
    // Ticks are 10 ms, and printing takes a little.
    expect(cpuOf(pid).own).toBeGreaterThanOrEqual(Number(said) - 0.05);
    expect(cpuOf(pid).own).toBeLessThan(Number(said) + 0.3);
    expect(cpuOf(pid).below).toBe(0);
  });

  test('of children is told apart from that of the process, and stays when they have ended', async () => {
    const script = `
      const { execFileSync, spawn } = require('node:child_process');
      const burn = ${JSON.stringify(BURN.replace('setInterval(() => {}, 1000);', ''))};
      execFileSync(process.execPath, ['-e', burn]);
      const alive = spawn(process.execPath, ['-e', ${JSON.stringify(BURN)}]);
      alive.stdout.once('data', () => console.log('done'));
      process.once('SIGTERM', () => { alive.kill(); process.exit(); });`;
    const { pid } = await run(script);
    const { own, below } = cpuOf(pid);
    expect(below).toBeGreaterThanOrEqual(0.9);
    expect(own).toBeLessThan(below);
    expect(cpuSeconds(pid)).toBeGreaterThanOrEqual(own + below);
  });

  test('of a process that does not exist is nothing', () => {
    expect(cpuSeconds(2 ** 30)).toBe(0);
  });
});

describe.skipIf(!existsSync('/proc/self/stat'))('memory', () => {
  test('is remembered at its most, until that is forgotten', async () => {
    const { pid } = await run(GROW);
    const most = mostRssBytes(pid);
    // The collector gives memory back beside the program.
    await expect.poll(() => most - rssBytes(pid), { timeout: 10_000 }).toBeGreaterThan(50e6);
    forgetMostRss(pid);
    expect(mostRssBytes(pid)).toBeLessThanOrEqual(most);
  });
});
