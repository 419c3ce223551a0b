import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadCatalog } from '../../../shared/catalog.ts';
import type { FromChild } from '../../../worker/compute/protocol.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

test('a child writes nothing into the home folder or beside, where its runtime would keep what it reports', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [home, emptyDir] = [path.join(folder, 'home'), path.join(folder, 'empty')];
  for (const one of [home, emptyDir]) mkdirSync(one);
  const { models } = await loadCatalog(path.join(ROOT, 'models'), ['digits']);
  const child = fork(path.join(ROOT, 'dist/worker/compute/main.js'), {
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home },
    execArgv: [],
    serialization: 'advanced',
  });
  const loaded = new Promise<FromChild>((resolve) => {
    child.on('message', (message: FromChild) => message.kind === 'loaded' && resolve(message));
  });
  child.send({ kind: 'load', models: [...models.values()], blobsDir: emptyDir, emptyDir });
  expect(await loaded).toMatchObject({ reports: [{ name: 'digits', error: null }] });
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
  expect(readdirSync(home)).toEqual([]);
});
