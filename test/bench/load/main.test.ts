import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LoadResult } from '../../../bench/load/load-result.ts';
import { freePort } from '../../support/free-port.ts';
import { startFakePenstock } from './fake-penstock.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs the tool as `npm run load` does. */
function load(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bench/load/main.ts', ...args], { cwd: ROOT });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      ended.stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      ended.stderr += String(chunk);
    });
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

test('a server that loses jobs is told on by table, report, JSON and exit code', async () => {
  await using server = await startFakePenstock((n) => (n % 5 === 0 ? 'forgotten' : 'served'));
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-load-'));
  const [json, html] = [path.join(folder, 'load.json'), path.join(folder, 'load.html')];
  const args = ['--url', server.url, '-N', '10', '-R', '2', '-T', '0.1', '--mode', 'poll', '-V'];
  const { code, stdout, stderr } = await load(...args, '--json', json, '--report', html);
  expect(code).toBe(1);
  expect(stdout).toMatch(/sent +accepted .* lost +duplicated +wrong\n20 +20 .* 4 +0 +0\n/);
  expect(stdout.match(/^lost: job .*: is not found any more$/gm)).toHaveLength(4);
  expect(stderr).toContain('burst 2 started: 10 requests');
  expect(stderr).toContain('burst 1 ended after');
  const result = JSON.parse(readFileSync(json, 'utf8')) as LoadResult;
  expect(result.counts).toMatchObject({ sent: 20, lost: 4, duplicated: 0, wrong: 0 });
  const page = readFileSync(html, 'utf8');
  expect(page.match(/<svg /g)?.length).toBeGreaterThan(3);
  expect(page).toContain('4 lost, 0 duplicated, 0 wrong.');
  expect(page).not.toMatch(/(src|href)="|<script|<link|@import|url\(["']?https?:/);
  expect(page).not.toMatch(/NaN|undefined|#a1b2/);
  rmSync(folder, { recursive: true });
});

test('a load that all came back from ends with 0, and a job that failed is told of', async () => {
  await using server = await startFakePenstock((n) => (n === 2 ? 'fails' : 'served'));
  const { code, stderr } = await load('--url', server.url, '-N', '3', '-R', '1', '-V');
  expect(code).toBe(0);
  expect(stderr).toMatch(/failed: It could not be read/);
});

test.each([
  ['a bad argument', ['-N', 'many'], /^-N must be a whole number, not many\n$/],
  ['a file that is not there', ['--file', '/nowhere.png'], /^--file: there is no \/nowhere\.png\n$/],
  ['a model that is not there', ['--model', 'birds'], /^http:\S+ has no model birds\n$/],
])('%s is one line and exit code 2', async (_, args, line) => {
  await using server = await startFakePenstock();
  const { code, stdout, stderr } = await load('--url', server.url, ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
});

test('a server that is not there is one line and exit code 2', async () => {
  const { code, stderr } = await load('--url', `http://127.0.0.1:${await freePort()}`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^http:\S+ cannot be reached: ECONNREFUSED\n$/);
});
