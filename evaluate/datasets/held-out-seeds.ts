import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Dataset, Sample } from '../evaluation.ts';
import type { TrueObject } from '../metrics/detection.ts';
import { cutOut } from './pictures.ts';
import { readTablePhotos } from './table-photos.ts';

const boxesSchema = z.array(
  z.tuple([z.string(), z.tuple([z.number(), z.number(), z.number(), z.number()]), z.number(), z.number()]),
);
const SPLIT = path.join(import.meta.dirname, '../../training/seeds/split.json');
const PHOTO = { height: 1200, width: 1600 };
/** The boxes are those of a picture half as wide. */
const BOX_SCALE = 2;
const MARGIN = 0.1;

/** 20 seeds of ten species, two of each, and all beans and coffee of the test photos; cut out as `seed-scan` does. */
export const heldOutSeeds: Dataset<string> = {
  name: 'plant seeds, 20 held-out, and beans and coffee of the test part',
  unit: 'seeds',
  folder: 'plant_seeds',
  async read(folder) {
    const { test } = z.object({ test: z.array(z.string()) }).parse(JSON.parse(await readFile(SPLIT, 'utf8')));
    const boxes = boxesSchema.parse(
      JSON.parse(await readFile(path.join(folder, 'boxes_800x600_auto.json'), 'utf8')),
    );
    const plants = boxes
      .filter(([file]) => test.includes(file))
      .map(([file, box]) => {
        const read = () => readFile(path.join(folder, 'images', file));
        const scaled = box.map((side) => side * BOX_SCALE) as unknown as TrueObject['box'];
        const truth = /_(\w+)\./.exec(file)![1]!;
        return seedSample(file, read, scaled, { ...PHOTO, truth });
      });
    const photos = await readTablePhotos(path.join(folder, '../bean_coffee'));
    const tables = photos.flatMap(({ name, readFile: read, height, width, seeds }) =>
      seeds.map(({ box, label }, i) =>
        seedSample(`${name} ${i}`, read, box, { height, width, truth: label }),
      ),
    );
    return [...plants, ...tables];
  },
};

/** The square around a box, with a margin, as far as the picture goes. */
function seedSample(
  name: string,
  read: () => Promise<Uint8Array>,
  [x1, y1, x2, y2]: TrueObject['box'],
  { height, width, truth }: { height: number; width: number; truth: string },
): Sample<string> {
  const half = (Math.max(x2 - x1, y2 - y1) * (1 + 2 * MARGIN)) / 2;
  const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const left = Math.max(0, Math.floor(cx - half));
  const top = Math.max(0, Math.floor(cy - half));
  const right = Math.min(width, Math.ceil(cx + half));
  const bottom = Math.min(height, Math.ceil(cy + half));
  const region = { left, top, width: right - left, height: bottom - top };
  return { name, contentType: 'image/png', makeFile: async () => await cutOut(await read(), region), truth };
}
