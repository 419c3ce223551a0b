import { expect, test } from 'vitest';
import { oneStagePrediction, predictionsOf } from '../../../../api/compat/faces/emotions.ts';

test('all seven are written, likeliest first, and those written alike in the order of the original', () => {
  const labels = [
    { label: 'Happy', score: 0.907 },
    { label: 'Sad', score: 0.084 },
    { label: 'Surprise', score: 0.004 },
    { label: 'Angry', score: 0.003 },
  ];
  expect(predictionsOf(labels).map(({ emotion, probability }) => `${emotion} ${probability}`)).toEqual([
    'Happy 0.91',
    'Sad 0.08',
    'Angry 0.00',
    'Disgust 0.00',
    'Fear 0.00',
    'Neutral 0.00',
    'Surprise 0.00',
  ]);
});

test('the model of one pass has names of its own', () => {
  expect(oneStagePrediction({ label: 'Sad', score: 0.5 })).toEqual([
    { emotion: 'Sadness', probability: '0.50' },
  ]);
});
