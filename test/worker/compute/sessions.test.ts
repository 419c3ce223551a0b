import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../../..');
const RUNTIME = { provider: 'cpu', intraOpThreads: 1 };

test('the runtime writes nothing into the home folder or beside, where it would keep what it reports', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'penstock-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const script = `
    import { openSession } from '${path.join(ROOT, 'dist/worker/compute/sessions.js')}';
    const file = '${path.join(ROOT, 'models/digits/model.onnx')}';
    const { signature } = await openSession({ manifest: { runtime: ${JSON.stringify(RUNTIME)} } }, file);
    console.log(signature.inputs.length);`;
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home };
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env });
  expect(String(output).trim()).toBe('1');
  expect(readdirSync(home)).toEqual([]);
});
