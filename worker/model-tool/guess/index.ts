import { batchField } from './batch-field.ts';
import type { Clues, Guess } from './guess.ts';
import { guessClassification } from './guess-classification.ts';
import { guessDetection } from './guess-detection.ts';

/** What each task's manifest would be for a model; undefined where the model cannot do it. */
export const GUESSES = Object.freeze({
  'image-classification': guessClassification,
  'object-detection': guessDetection,
  tensors: ({ trial, picture }) => ({
    task: 'tensors',
    labels: null,
    fields: batchField(trial),
    notes: picture
      ? ['task: its outputs are of no form that is known, so they are given back as they are']
      : ['task: it takes no picture, so tensors go in and out as they are'],
  }),
} satisfies Readonly<Record<Guess['task'], (clues: Clues) => Guess | undefined>>);

/** The first task, in the order of the table, that a model can do; any can give its tensors. */
export function guessTask(clues: Clues): Guess {
  const found = Object.values(GUESSES)
    .map((guess) => guess(clues))
    .find((guess) => guess !== undefined);
  if (!found) throw new Error('A model of tensors is always possible');
  return found;
}
