import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import { readTar } from '../../../evaluate/datasets/tar-files.ts';

test('every file of an archive comes with its path and all of its bytes, and folders do not', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-tar-'));
  try {
    const large = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251);
    mkdirSync(path.join(folder, 'train'));
    writeFileSync(path.join(folder, 'train/large'), large);
    writeFileSync(path.join(folder, 'empty'), '');
    const file = path.join(folder, 'images.tar');
    await create({ file, cwd: folder }, ['train', 'empty']);
    const files = await readTar(file);
    expect([...files.keys()].sort()).toEqual(['empty', 'train/large']);
    expect(Buffer.compare(files.get('train/large')!, large)).toBe(0);
    expect(files.get('empty')).toHaveLength(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
