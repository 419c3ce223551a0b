import { bestClass } from './best-class.ts';
import { readBox } from './box-format.ts';
import { type Decoder, numbersOf, wrongDim } from './decoder.ts';

/** Boxes [1, K, 4] and scores [1, K, classes] that the model has decoded itself. */
export const boxesAndScores: Decoder<'boxes-and-scores'> = {
  tensors: ({ boxes, scores }) => [boxes, scores],

  check(output, signature, labels) {
    const classes = labels + (output.background === null ? 0 : 1);
    return (
      wrongDim(signature, output.boxes, { at: -1, wanted: 4, what: 'numbers per box' }) ??
      (classes === 1
        ? undefined
        : wrongDim(signature, output.scores, { at: -1, wanted: classes, what: 'classes' }))
    );
  },

  decode(outputs, output, input) {
    const boxes = numbersOf(outputs, output.boxes).data;
    const scores = numbersOf(outputs, output.scores).data;
    const count = boxes.length / 4;
    const classes = scores.length / count;
    return Array.from({ length: count }, (_, k) => {
      const { score, label } = bestClass((i) => scores[k * classes + i]!, { ...output, classes });
      return { k, score, label };
    })
      .filter(({ score }) => score >= input.minScore)
      .map(({ k, score, label }) => ({
        box: readBox([boxes[k * 4]!, boxes[k * 4 + 1]!, boxes[k * 4 + 2]!, boxes[k * 4 + 3]!], output, input),
        score,
        label,
      }));
  },
};
