import { readBox } from './box-format.ts';
import { type Decoder, numbersOf, wrongDim } from './decoder.ts';

/** Rows of box, score and class that the model has chosen itself; padding has a score of 0 or a class below 0. */
export const objects: Decoder<'objects'> = {
  tensors: ({ tensor }) => [tensor],

  check: (output, signature) =>
    wrongDim(signature, output.tensor, { at: -1, wanted: 6, what: 'numbers per object' }),

  decode(outputs, output, input) {
    const { data } = numbersOf(outputs, output.tensor);
    return Array.from({ length: data.length / 6 }, (_, k) => {
      const [a, b, c, d, score, label] = data.subarray(k * 6, k * 6 + 6) as unknown as number[];
      return { box: readBox([a!, b!, c!, d!], output, input), score: score!, label: Math.round(label!) };
    }).filter(({ score, label }) => score > 0 && score >= input.minScore && label >= 0);
  },
};
