import path from 'node:path';
import type { Dataset } from '../evaluation.ts';
import { readNpz } from './npz.ts';
import { unpackFiles } from './packed-files.ts';

/** 10,000 pictures of ten kinds of objects, 32x32, as JPEG. Source: Krizhevsky 2009. */
export const cifar10Test: Dataset<string> = {
  name: 'CIFAR-10 test',
  unit: 'images',
  folder: 'cifar10',
  async read(folder) {
    const names = ['jpeg_test', 'offset_test', 'label_test', 'classes'] as const;
    const arrays = await readNpz(path.join(folder, 'cifar10_jpeg.npz'), names);
    const labels = Array.from(arrays.label_test.values, Number);
    return unpackFiles(arrays.jpeg_test, arrays.offset_test).map((bytes, i) => ({
      name: `test ${i}`,
      contentType: 'image/jpeg',
      makeFile: async () => bytes,
      truth: String(arrays.classes.values[labels[i]!]),
    }));
  },
};
