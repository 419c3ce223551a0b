import path from 'node:path';
import type { Dataset } from '../evaluation.ts';
import { readNpz } from './npz.ts';
import { unpackFiles } from './packed-files.ts';

/** The label of each column of votes; null for what is no emotion that the models know. */
const LABELS: Record<string, string | null> = {
  neutral: 'Neutral',
  happiness: 'Happy',
  surprise: 'Surprise',
  sadness: 'Sad',
  anger: 'Angry',
  disgust: 'Disgust',
  fear: 'Fear',
  contempt: null,
  unknown: null,
  NF: null,
};

/**
 * Faces of the test split of FER+, 48x48 grey, as JPEG, each with the emotion that most of ten people saw. Source:
 * Barsoum et al. 2016, https://arxiv.org/abs/1608.01041
 */
export const ferplusTest: Dataset<string> = {
  name: 'FER+ test, majority vote, 7 emotions',
  unit: 'faces',
  folder: 'ferplus',
  async read(folder) {
    const names = ['jpeg_test', 'offset_test', 'votes_test', 'vote_columns'] as const;
    const arrays = await readNpz(path.join(folder, 'ferplus_jpeg.npz'), names);
    const columns = Array.from(arrays.vote_columns.values, String);
    const votes = Array.from(arrays.votes_test.values, Number);
    return unpackFiles(arrays.jpeg_test, arrays.offset_test).flatMap((bytes, i) => {
      const truth = majorityLabel(columns, votes.slice(i * columns.length, (i + 1) * columns.length));
      return truth === null
        ? []
        : [{ name: `test ${i}`, contentType: 'image/jpeg', makeFile: async () => bytes, truth }];
    });
  },
};

/**
 * The emotion with the most votes; of several with equally many, the first in the order of the columns. Null when that
 * is contempt, unknown or no face: such pictures are left out.
 */
export function majorityLabel(columns: readonly string[], votes: readonly number[]): string | null {
  const column = columns[votes.indexOf(Math.max(...votes))]!;
  const label = LABELS[column];
  if (label === undefined) throw new Error(`There is no emotion ${column}`);
  return label;
}
