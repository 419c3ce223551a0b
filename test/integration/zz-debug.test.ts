import { spawnSync, spawn } from 'node:child_process';
import { test } from 'vitest';
import { startSystem } from '../support/system.ts';
test('debug', async () => {
  const system = await startSystem('postgres', { LOG_LEVEL: 'debug' });
  const p = spawn('npx', ['tsx', '/tmp/dbg/loop.mts', system.url, '8'], { stdio: 'inherit' });
  await new Promise((r) => p.once('exit', r));
  const { writeFileSync } = await import('node:fs');
  writeFileSync('/tmp/dbg/out.log', system.output.join(''));
  await system.stop();
}, 200_000);
