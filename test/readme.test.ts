import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSystem } from './support/system.ts';

const ROOT = path.join(import.meta.dirname, '..');

test('every curl of the README does what it says, one after another', async () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);
  const curls = blocks.filter((block) => block.includes('curl'));
  expect(curls.length).toBeGreaterThan(5);
  const system = await startSystem('postgres', { MODELS: '' });
  try {
    const script = curls.join('\n').replaceAll('http://localhost:3000', system.url);
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 50_000,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('"label":"7"');
    expect(stdout).toContain('event: succeeded');
  } finally {
    await system.stop();
  }
});
