import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../evaluation.ts';
import type { TrueObject } from '../metrics/detection.ts';

const photosSchema = z.array(
  z.object({
    file: z.string(),
    split: z.enum(['train', 'test']),
    width: z.number(),
    height: z.number(),
    objects: z.array(z.object({ label: z.string(), polygon: z.array(z.tuple([z.number(), z.number()])) })),
  }),
);
/** A coin that lies there for its size. */
const NO_SEED = 'reference';

/** A photo of beans or coffee with the boxes around its seeds. */
type TablePhoto = {
  readonly name: string;
  readonly readFile: () => Promise<Uint8Array>;
  readonly height: number;
  readonly width: number;
  readonly seeds: readonly (TrueObject & { readonly label: string })[];
};

/**
 * The photos of the test part as their makers split them. Source: Pawlowski et al. 2024,
 * https://doi.org/10.3390/app14146294
 */
export async function readTablePhotos(folder: string): Promise<TablePhoto[]> {
  const rows = photosSchema.parse(JSON.parse(await readFile(path.join(folder, 'annotations.json'), 'utf8')));
  return rows
    .filter(({ split }) => split === 'test')
    .map(({ file, height, width, objects }) => ({
      name: file,
      height,
      width,
      readFile: () => readFile(path.join(folder, 'images', file)),
      seeds: objects
        .filter(({ label }) => label !== NO_SEED)
        .map(({ label, polygon }) => ({ label, box: boxAround(polygon) })),
    }));
}

/** 50 photos of beans or coffee, most with a coin beside them. */
export const tablePhotos: Dataset<readonly TrueObject[]> = {
  name: 'beans and coffee, test part',
  unit: 'photos',
  folder: 'bean_coffee',
  async read(folder) {
    return (await readTablePhotos(folder)).map(({ name, readFile: makeFile, seeds }) => ({
      name,
      contentType: 'image/jpeg',
      makeFile,
      truth: seeds.map(({ box }) => ({ box })),
    }));
  },
};

function boxAround(points: readonly (readonly [number, number])[]): TrueObject['box'] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
