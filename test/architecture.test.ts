import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/* The layers of ARCHITECTURE.md as code. */

const ROOT = path.join(import.meta.dirname, '..');
const FOLDERS = ['api', 'worker', 'shared', 'start'];

type Source = {
  readonly file: string;
  readonly lines: number;
  readonly text: string;
  readonly imports: readonly string[];
};

const sources: Source[] = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
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

test.each([
  ['bullmq', ['shared/queue.ts']],
  ['pg', ['shared/queue.ts']],
  ['ioredis', ['shared/redis.ts']],
  ['postgres', ['shared/db/client.ts', 'start/postgres/owner-lock.ts']],
  ['onnxruntime-node', ['worker/compute/sessions.ts']],
  ['sharp', ['worker/compute/tensors/image.ts']],
  ['pino', ['shared/log.ts']],
  ['@fastify/busboy', ['api/upload/read-multipart.ts']],
  ['@hono/node-server', ['api/api.ts', 'api/node-bindings.ts']],
])('only one place knows %s', (name, places) => {
  const importers = sources.filter(({ imports }) => imports.includes(name)).map(({ file }) => file);
  expect(importers.filter((file) => !places.includes(file))).toEqual([]);
  expect(importers.length).toBeGreaterThan(0);
});

test('the environment is read where a process starts and nowhere else', () => {
  const readers = sources.filter(({ text }) => text.includes('process.env')).map(({ file }) => file);
  const allowed = [
    'shared/run-process.ts',
    'start/main.ts',
    'start/migrate.ts',
    'start/postgres/programs.ts',
  ];
  expect(readers.filter((file) => !allowed.includes(file))).toEqual([]);
});

test('no file imports itself through others', () => {
  const graph = new Map(
    sources.map(({ file, imports }) => [file, imports.filter((name) => name.endsWith('.ts'))]),
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
  expect(sources.filter(({ lines }) => lines > 300).map(({ file, lines }) => `${file}: ${lines}`)).toEqual(
    [],
  );
  expect(sources.filter(({ file }) => /\/(utils?|helpers?|common|lib|misc)\//.test(file))).toEqual([]);
});
