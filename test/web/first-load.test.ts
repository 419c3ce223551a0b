import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const ASSETS = path.join(ROOT, 'web/dist/assets');
const MOST_BYTES = 150_000;

beforeAll(() => {
  execFileSync(process.execPath, ['-e', "import('./start/build-web.mjs').then((m) => m.buildWebIfStale())"], {
    cwd: ROOT,
    stdio: 'inherit',
  });
});

/** A script with everything that it imports before it runs. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(path.join(ASSETS, file), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) withImports(name!, seen);
  return seen;
}

const sizeOf = (files: Iterable<string>) =>
  [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(ASSETS, file)), { level: 9 }).length,
    0,
  );

test('the first load is at most 150 kB of script, gzipped, the view included', () => {
  const html = readFileSync(path.join(ROOT, 'web/dist/index.html'), 'utf8');
  const entries = [...html.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].map(([, name]) => name!);
  expect(entries.length).toBeGreaterThan(0);
  const view = readdirSync(ASSETS).find((name) => name.startsWith('TryPage-') && name.endsWith('.js'));
  const files = new Set([...entries, view!].flatMap((entry) => [...withImports(entry)]));
  const bytes = sizeOf(files);
  console.log(`first load: ${files.size} scripts, ${bytes} bytes gzipped`);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
  // Plots are for those who look at them.
  expect([...files].filter((file) => /uPlot|Sleep|Plots|fr-/.test(file))).toEqual([]);
});

test('the document holds no script and no style of its own, which the policy would refuse', () => {
  const html = readFileSync(path.join(ROOT, 'web/dist/index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
});
