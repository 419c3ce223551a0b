import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../evaluation.ts';
import type { TrueObject } from '../metrics/detection.ts';

const scenesSchema = z.array(
  z.object({
    file: z.string(),
    objects: z.array(
      z.object({ box: z.tuple([z.number(), z.number(), z.number(), z.number()]), label: z.string() }),
    ),
  }),
);

/** Held-out seeds of twelve kinds, laid on made grounds: what `training/seed-detector/write_scenes.py` has written. */
export const seedScenes: Dataset<readonly TrueObject[]> = {
  name: 'made scenes of held-out seeds, place and kind',
  unit: 'scenes',
  folder: 'seed_scenes',
  async read(folder) {
    const rows = scenesSchema.parse(
      JSON.parse(await readFile(path.join(folder, 'annotations.json'), 'utf8')),
    );
    return rows.map(({ file, objects }) => ({
      name: file,
      contentType: 'image/png',
      makeFile: () => readFile(path.join(folder, file)),
      truth: objects,
    }));
  },
};
