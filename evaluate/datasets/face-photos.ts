import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../evaluation.ts';
import type { TrueObject } from '../metrics/detection.ts';
import { readTar } from './tar-files.ts';

const splitSchema = z.object({ test: z.array(z.string()) });
const photosSchema = z.record(
  z.string(),
  z.object({
    width: z.number(),
    height: z.number(),
    boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.string()])),
  }),
);
const SPLIT = path.join(import.meta.dirname, '../../training/face-detector/split.json');
/** What the photos are seen in, and the smallest face that is asked for there, pixels: the root of its area. */
const VIEW = { height: 240, width: 320, leastSide: 20 };

/** 170 photos of streets and people, many of them masked; masked, bare and worn wrong are all faces. */
export const facePhotos: Dataset<readonly TrueObject[]> = {
  name: `Face Mask Detection, held-out, faces of ${VIEW.leastSide} pixels and more in ${VIEW.width}x${VIEW.height}`,
  unit: 'photos',
  folder: 'face_boxes',
  async read(folder) {
    const { test } = splitSchema.parse(JSON.parse(await readFile(SPLIT, 'utf8')));
    const rows = photosSchema.parse(
      JSON.parse(await readFile(path.join(folder, 'annotations.json'), 'utf8')),
    );
    const files = await readTar(path.join(folder, 'images.tar'));
    return test.map((name) => {
      const { width, height, boxes } = rows[name]!;
      const scale = Math.min(VIEW.width / width, VIEW.height / height);
      const truth = boxes.map(([x1, y1, x2, y2]) => ({
        box: [x1, y1, x2, y2] as const,
        isIgnored: Math.sqrt((x2 - x1) * (y2 - y1)) * scale < VIEW.leastSide,
      }));
      return { name, contentType: 'image/jpeg', makeFile: async () => files.get(name)!, truth };
    });
  },
};
