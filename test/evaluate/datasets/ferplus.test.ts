import { expect, test } from 'vitest';
import { majorityLabel } from '../../../evaluate/datasets/ferplus.ts';

const COLUMNS = [
  'neutral',
  'happiness',
  'surprise',
  'sadness',
  'anger',
  'disgust',
  'fear',
  'contempt',
  'unknown',
  'NF',
];

test.each<[number[], string | null, string]>([
  [[0, 0, 0, 0, 2, 1, 7, 0, 0, 0], 'Fear', 'most votes'],
  [[3, 0, 0, 5, 0, 0, 0, 0, 2, 0], 'Sad', 'most votes'],
  [[5, 0, 0, 5, 0, 0, 0, 0, 0, 0], 'Neutral', 'a tie goes to the first column'],
  [[0, 0, 0, 0, 4, 0, 0, 4, 2, 0], 'Angry', 'a tie with contempt goes to the first column'],
  [[2, 0, 0, 0, 2, 0, 0, 6, 0, 0], null, 'contempt is left out'],
  [[1, 0, 0, 0, 1, 0, 0, 0, 8, 0], null, 'unknown is left out'],
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 10], null, 'no face is left out'],
])('votes %j are %s: %s', (votes, label) => {
  expect(majorityLabel(COLUMNS, votes)).toBe(label);
});

test('a column that nobody has given a label is an error, not a face less', () => {
  expect(() => majorityLabel(['boredom'], [10])).toThrow('There is no emotion boredom');
});
