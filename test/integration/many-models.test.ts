import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { startSystem } from '../support/system.ts';

const AFFINE = path.join(import.meta.dirname, '../fixtures/models/affine/model.onnx');

test('20 models on embedded Postgres stay under 60 connections and 150 MB for them', async () => {
  const models = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  const names = Array.from({ length: 20 }, (_, i) => `affine-${i}`);
  for (const name of names) {
    mkdirSync(path.join(models, name));
    copyFileSync(AFFINE, path.join(models, name, 'model.onnx'));
    writeFileSync(path.join(models, name, 'manifest.json'), JSON.stringify({ name, task: 'tensors' }));
  }
  const system = await startSystem('postgres', { MODELS_DIR: models });
  try {
    const answers = await Promise.all(names.map((name) => run(system.url, name)));
    expect(answers.map((job) => job.status)).toEqual(names.map(() => 'succeeded'));
    const backends = await system.sql<{ pid: number; name: string }[]>`
      select pid, application_name as name from pg_stat_activity
      where datname = current_database() and application_name not like 'penstock-test%'`;
    expect(backends.length).toBeLessThan(60);
    const bytes = backends.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0);
    console.log(`20 models: ${backends.length} connections, ${Math.round(bytes / 1e6)} MB`);
    expect(bytes).toBeLessThan(150e6);
  } finally {
    await system.stop();
    rmSync(models, { recursive: true, force: true });
  }
});

async function run(url: string, model: string): Promise<Job> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'wait=20' },
    body: JSON.stringify({
      model,
      input: { tensors: [{ name: 'x', datatype: 'float32', shape: [1, 3], data: [1, 2, 3] }] },
    }),
  });
  return (await response.json()) as Job;
}

/** A process's memory with shared pages counted in part (PSS); 0 where there is no /proc, or we may not look. */
function proportionalBytes(pid: number): number {
  try {
    return 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
