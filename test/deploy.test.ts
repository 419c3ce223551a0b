import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIG_SCHEMA } from '../shared/config.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** One line of a YAML file that says something, without its comment. */
type Line = { readonly indent: number; readonly text: string };

/**
 * The lines of a block-style YAML file. This is no YAML parser: it knows what this one file uses, and refuses tabs,
 * odd indents and steps of more than one level, which is what goes wrong by hand.
 */
function linesOf(yaml: string): Line[] {
  let deepest = 0;
  return yaml.split('\n').flatMap((raw) => {
    if (/^\s*(#.*)?$/.test(raw)) return [];
    const indent = raw.search(/\S/);
    if (raw.includes('\t') || indent % 2 === 1 || indent > deepest + 2) throw new Error(`Bad indent: ${raw}`);
    if (!/^\s*(- .+|<<: \*[a-z-]+|[\w-]+:( .+)?)$/.test(raw)) throw new Error(`Not a key or an item: ${raw}`);
    deepest = indent;
    return [{ indent, text: raw.trim() }];
  });
}

/** What stands below `key: …` of the outermost level of these lines, by its own keys. */
function below(lines: readonly Line[], key: string): Map<string, Line[]> {
  const start = lines.findIndex(
    ({ indent, text }) => indent === lines[0]?.indent && (text === `${key}:` || text.startsWith(`${key}: `)),
  );
  if (start === -1) throw new Error(`There is no "${key}"`);
  const { indent } = lines[start]!;
  const end = lines.findIndex((line, i) => i > start && line.indent <= indent);
  const block = lines.slice(start + 1, end === -1 ? undefined : end);
  const entries = new Map<string, Line[]>();
  let current: Line[] = [];
  for (const line of block) {
    if (line.indent === indent + 2) {
      const name = line.text.split(': ')[0]!.replace(/:$/, '');
      if (entries.has(name)) throw new Error(`"${name}" stands twice below "${key}"`);
      current = [];
      entries.set(name, current);
    }
    current.push(line);
  }
  return entries;
}

const textOf = (lines: readonly Line[] | undefined) => (lines ?? []).map(({ text }) => text).join('\n');

/** `dist/api/main.js` → `api/main.ts` */
const sourceOf = (compiled: string) => compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts');

describe('docker-compose.yml', () => {
  const lines = linesOf(read('docker-compose.yml'));
  const services = below(lines, 'services');
  const service = (name: string) => below(services.get(name) ?? [], name);
  const common = below(lines, 'x-penstock');
  const environment = below(common.get('environment') ?? [], 'environment');

  test('brings Redis, Postgres, the migration, the api and the worker, and declares every volume', () => {
    expect([...services.keys()]).toEqual(['redis', 'postgres', 'migrate', 'api', 'worker']);
    const mounted = [...services.values()]
      .flat()
      .flatMap(({ text }) => /^- ([a-z]+):\//.exec(text)?.[1] ?? []);
    expect([...below(lines, 'volumes').keys()].sort()).toEqual([...new Set(mounted)].sort());
  });

  test('has a Redis that keeps the queue, and a Postgres that keeps its data', () => {
    const command = textOf(service('redis').get('command'));
    expect(command).toContain('"--appendonly", "yes"');
    expect(command).toContain('"--maxmemory-policy", "noeviction"');
    for (const name of ['redis', 'postgres']) {
      expect(textOf(service(name).get('volumes'))).toMatch(new RegExp(`^- ${name}:/`, 'm'));
      expect(textOf(service(name).get('healthcheck'))).toMatch(/^test: /m);
    }
  });

  test('starts api and workers after the migration has succeeded', () => {
    expect(textOf(service('migrate').get('restart'))).toBe('restart: "no"');
    expect(textOf(service('api').get('depends_on'))).toMatch(
      /&after-migration\nmigrate:\ncondition: service_completed_successfully/,
    );
    expect(textOf(service('worker').get('depends_on'))).toBe('depends_on: *after-migration');
  });

  test('has workers that can be scaled: no name, no port on the host, one folder of blobs for all', () => {
    expect(service('worker').has('container_name')).toBe(false);
    expect(service('worker').has('ports')).toBe(false);
    for (const name of ['api', 'worker'])
      expect(textOf(service(name).get('volumes'))).toContain('- data:/data');
    expect(textOf(environment.get('DATA_DIR'))).toBe('DATA_DIR: /data');
  });

  test('asks the api and the workers themselves whether they are ready, at the ports that they are given', () => {
    const [port] = textOf(environment.get('PORT')).match(/\d+/) ?? [];
    expect(textOf(service('api').get('ports'))).toContain(`:${port}"`);
    expect(textOf(service('api').get('healthcheck'))).toContain(`127.0.0.1:${port}/readyz`);
    const [workerPort] =
      /\d+/.exec(textOf(service('worker').get('environment')).split('WORKER_PORT')[1]!) ?? [];
    expect(textOf(service('worker').get('healthcheck'))).toContain(`127.0.0.1:${workerPort}/readyz`);
    expect(textOf(environment.get('HOST'))).toBe('HOST: 0.0.0.0');
  });

  test('is reached from this machine alone unless somebody says otherwise', () => {
    expect(textOf(service('api').get('ports'))).toMatch(/\$\{BIND:-127\.0\.0\.1\}:/);
    for (const name of ['redis', 'postgres', 'worker']) expect(service(name).has('ports')).toBe(false);
  });

  test('waits longer than a process takes to stop', () => {
    const graceMs = Number(/\d+/.exec(textOf(environment.get('SHUTDOWN_GRACE_MS')))?.[0]);
    const waitsMs = Number(/\d+/.exec(textOf(common.get('stop_grace_period')))?.[0]) * 1000;
    // `runProcess` gives itself 5 s more to close connections.
    expect(waitsMs).toBeGreaterThan(graceMs + 5000);
  });

  test('sets only variables that exist', () => {
    const worker = below(service('worker').get('environment') ?? [], 'environment');
    const names = [...environment.keys(), ...worker.keys()].filter((name) => name !== '<<');
    expect(names.filter((name) => !(name in CONFIG_SCHEMA))).toEqual([]);
  });

  test('runs files that the sources compile to', () => {
    const commands = [...services.values()].flat().filter(({ text }) => text.startsWith('command: ["node"'));
    const files = commands.flatMap(({ text }) => /"(dist\/[^"]+)"/.exec(text)?.[1] ?? []);
    expect(files).toEqual(['dist/start/migrate.js', 'dist/api/main.js', 'dist/worker/main.js']);
    for (const file of files) expect(existsSync(path.join(ROOT, sourceOf(file))), file).toBe(true);
  });
});

describe('deploy/Dockerfile', () => {
  const dockerfile = read('deploy/Dockerfile');
  const allowed = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));

  test('starts the api by default, as nobody special, and ends by SIGTERM', () => {
    const [, file = ''] = /^CMD \["node", "(dist\/[^"]+)"\]$/m.exec(dockerfile) ?? [];
    expect(existsSync(path.join(ROOT, sourceOf(file))), file).toBe(true);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
  });

  test('copies what exists and what .dockerignore lets through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files!.split(' '),
    );
    for (const file of copied) {
      expect(existsSync(path.join(ROOT, file)), file).toBe(true);
      expect(allowed).toContain(file);
    }
    expect([...new Set(copied)].sort()).toEqual([...allowed].sort());
  });

  test('compiles all that tsconfig.build.json includes', () => {
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    for (const folder of include) expect(dockerfile).toContain(`COPY ${folder} ./${folder}\n`);
  });
});
