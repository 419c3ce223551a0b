import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { facePhotos } from '../../../evaluate/datasets/face-photos.ts';
import { heldOutSeeds } from '../../../evaluate/datasets/held-out-seeds.ts';
import { tablePhotos } from '../../../evaluate/datasets/table-photos.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const DATA = path.join(ROOT, '../shared/data');
const isThere = existsSync(DATA);
if (!isThere) console.log('LEFT OUT: the held-out pictures, because ../shared/data is absent');

describe.skipIf(!isThere)('what is measured', () => {
  test('170 photos with 331 faces that are large enough, and many that are not', async () => {
    const photos = await facePhotos.read(path.join(DATA, facePhotos.folder));
    const faces = photos.flatMap(({ truth }) => truth);
    expect(photos).toHaveLength(170);
    expect(faces.filter(({ isIgnored }) => !isIgnored)).toHaveLength(331);
    expect(faces.length).toBeGreaterThan(600);
    const files = await Promise.all(photos.map(({ makeFile }) => makeFile()));
    expect(files.every((bytes) => bytes[0] === 0xff && bytes[1] === 0xd8)).toBe(true);
  });

  test('50 photos of 218 beans and 234 coffee beans, and no coin is a seed', async () => {
    const photos = await tablePhotos.read(path.join(DATA, tablePhotos.folder));
    expect(photos).toHaveLength(50);
    expect(photos.flatMap(({ truth }) => truth)).toHaveLength(218 + 234);
  });

  test('two seeds of each of ten species, and every bean and coffee bean by itself', async () => {
    const seeds = await heldOutSeeds.read(path.join(DATA, heldOutSeeds.folder));
    const count = (label: string) => seeds.filter(({ truth }) => truth === label).length;
    expect({ bean: count('bean'), coffee: count('coffee') }).toEqual({ bean: 218, coffee: 234 });
    const species = readFileSync(path.join(ROOT, 'models/seeds/labels.txt'), 'utf8').trim().split('\n');
    expect(species.slice(0, 10).map(count)).toEqual(Array(10).fill(2));
    expect(seeds).toHaveLength(218 + 234 + 20);
  });
});
