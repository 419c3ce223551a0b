import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/* The layers of ARCHITECTURE.md as code. */

const ROOT = path.join(import.meta.dirname, '..');
const FOLDERS = ['api', 'worker', 'shared', 'start', 'evaluate', 'web'];

type Source = {
  readonly file: string;
  readonly lines: number;
  readonly text: string;
  readonly imports: readonly string[];
};

const sources: Source[] = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('dist/'))
    .map((name) => readSource(path.join(folder, name))),
);

function readSource(file: string): Source {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
  const imports = specifiers.map((name) =>
    name.startsWith('.') ? path.join(path.dirname(file), name) : name,
  );
  return { file, text, lines: text.split('\n').length, imports };
}

/** Imports by files below one folder of what lies below another, as `file → import`. */
function arrows(from: string, to: string): string[] {
  return sources
    .filter(({ file }) => file.startsWith(from))
    .flatMap(({ file, imports }) =>
      imports.filter((name) => name.startsWith(to)).map((name) => `${file} → ${name}`),
    );
}

test.each([
  ['api/', 'worker/'],
  ['worker/', 'api/'],
  ['shared/', 'api/'],
  ['shared/', 'worker/'],
  ['shared/', 'start/'],
  ['api/', 'start/'],
  ['worker/', 'start/'],
  ['start/', 'api/'],
  ['start/', 'worker/'],
  ['api/', 'evaluate/'],
  ['worker/', 'evaluate/'],
  ['shared/', 'evaluate/'],
  ['start/', 'evaluate/'],
  ['evaluate/', 'api/'],
  ['evaluate/', 'worker/'],
  ['evaluate/', 'start/'],
  ['api/', 'web/'],
  ['worker/', 'web/'],
  ['shared/', 'web/'],
  ['start/', 'web/'],
  ['evaluate/', 'web/'],
  ['web/', 'api/'],
  ['web/', 'worker/'],
  ['web/', 'start/'],
  ['web/', 'evaluate/'],
  ['worker/compute/', 'shared/db/'],
  ['worker/compute/', 'shared/jobs/'],
  ['worker/compute/', 'shared/queue'],
  ['worker/compute/', 'shared/redis'],
])('nothing in %s imports %s', (from, to) => {
  expect(arrows(from, to)).toEqual([]);
});

test('shared/domain imports nothing but itself, zod and uuid', () => {
  const foreign = sources
    .filter(({ file }) => file.startsWith('shared/domain/'))
    .flatMap(({ file, imports }) => imports.map((name) => ({ file, name })))
    .filter(({ name }) => !name.startsWith('shared/domain/') && name !== 'zod' && name !== 'uuid');
  expect(foreign).toEqual([]);
});

test.each(['evaluate/', 'web/'])('%s imports nothing of the product but shared/domain', (from) => {
  expect(arrows(from, 'shared/').filter((arrow) => !arrow.includes('→ shared/domain/'))).toEqual([]);
});

test.each([
  ['node:https', ['shared/outbound/connect-to.ts']],
  ['node:dns/promises', ['shared/outbound/guarded-request.ts']],
  ['bullmq', ['shared/queue.ts']],
  ['pg', ['shared/queue.ts']],
  ['ioredis', ['shared/redis.ts']],
  ['postgres', ['shared/db/client.ts', 'start/postgres/owner-lock.ts']],
  ['onnxruntime-node', ['worker/compute/sessions.ts']],
  ['sharp', ['worker/compute/tensors/image.ts', 'evaluate/datasets/pictures.ts']],
  ['yauzl', ['api/batches/archive-source.ts', 'evaluate/datasets/npz.ts']],
  ['tar', ['evaluate/datasets/tar-files.ts']],
  ['yaml', ['worker/model-tool/nachet/read-pipeline-file.ts']],
  ['pino', ['shared/log.ts']],
  ['@node-rs/argon2', ['shared/access/password.ts']],
  ['rate-limiter-flexible', ['shared/rate-limits.ts']],
  ['@fastify/busboy', ['api/upload/parse-form.ts', 'api/compat/read-form.ts']],
  ['yazl', ['api/export/folders.ts']],
  ['uplot', ['web/system/Plot.tsx', 'web/sleep/Hypnogram.tsx']],
  ['i18next', ['web/i18n/i18n.ts']],
  ['@tanstack/react-virtual', ['web/jobs/JobRows.tsx']],
  ['@hono/node-server', ['api/http-server.ts', 'api/node-bindings.ts']],
])('only one place knows %s', (name, places) => {
  const importers = sources.filter(({ imports }) => imports.includes(name)).map(({ file }) => file);
  expect(importers.filter((file) => !places.includes(file))).toEqual([]);
  expect(importers.length).toBeGreaterThan(0);
});

test('requests to other machines are made in one place', () => {
  // Servers take `createServer` and types from the same module; `fetch` would go wherever it is sent.
  const client = /import [^;]*\b(request|get|Agent)\b[^;]* from 'node:https?'|\bfetch\(|\bfrom 'undici'/;
  // What a page does is done in a browser.
  const isOfPage = (file: string) => file.startsWith('web/') || /[/-]scripts?\.ts$/.test(file);
  const places = sources
    .filter(({ file, text }) => client.test(text) && !isOfPage(file))
    .map(({ file }) => file);
  expect(places).toEqual(['shared/outbound/connect-to.ts']);
});

test('the page asks the server in one folder', () => {
  const asks = /\bfetch\(|new XMLHttpRequest|new EventSource/;
  // The snippets show how others ask.
  const places = sources.filter(
    ({ file, text }) => file.startsWith('web/') && file !== 'web/developers/snippets.ts' && asks.test(text),
  );
  expect(places.filter(({ file }) => !file.startsWith('web/api/')).map(({ file }) => file)).toEqual([]);
  expect(places.length).toBeGreaterThan(0);
});

test('the environment is read where a process starts and nowhere else', () => {
  const readers = sources.filter(({ text }) => text.includes('process.env')).map(({ file }) => file);
  const allowed = [
    'shared/run-process.ts',
    'start/main.ts',
    'start/migrate.ts',
    'start/with-database.ts',
    'worker/compute/main.ts',
    'worker/model-tool/main.ts',
    'start/postgres/programs.ts',
    // As text, for the environment of others.
    'web/developers/snippets.ts',
  ];
  expect(readers.filter((file) => !allowed.includes(file))).toEqual([]);
});

test('no file imports itself through others', () => {
  const graph = new Map(
    sources.map(({ file, imports }) => [file, imports.filter((name) => /\.tsx?$/.test(name))]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    else if (!done.has(file)) {
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

test('no file grows beyond 300 lines, and no folder is called after nothing', () => {
  // What the page says is one table a language.
  const texts = /^web\/i18n\/(en|fr)\.ts$/;
  expect(
    sources
      .filter(({ file, lines }) => lines > 300 && !texts.test(file))
      .map(({ file, lines }) => `${file}: ${lines}`),
  ).toEqual([]);
  expect(sources.filter(({ file }) => /\/(utils?|helpers?|common|lib|misc)\//.test(file))).toEqual([]);
});
