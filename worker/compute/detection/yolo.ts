import { bestClass, sigmoid } from './best-class.ts';
import { readBox } from './box-format.ts';
import { type Decoder, numbersOf, wrongDim } from './decoder.ts';

/** One candidate per row, or per column: a box, an objectness where there is one, and a score per class. */
export const yolo: Decoder<'yolo'> = {
  tensors: ({ tensor }) => [tensor],

  check(output, signature, labels) {
    return wrongDim(signature, output.tensor, {
      at: output.rows === 'fields' ? 1 : 2,
      wanted: 4 + (output.objectness ? 1 : 0) + labels,
      what: 'numbers per candidate',
    });
  },

  decode(outputs, output, input) {
    const { data, dims } = numbersOf(outputs, output.tensor);
    const [first = 0, second = 0] = dims.slice(1);
    const [count, fields] = output.rows === 'fields' ? [second, first] : [first, second];
    const at = (k: number, field: number) =>
      data[output.rows === 'fields' ? field * count + k : k * fields + field]!;
    const start = output.objectness ? 5 : 4;
    const classes = fields - start;
    const found = [];
    for (let k = 0; k < count; k++) {
      const best = bestClass((i) => at(k, start + i), { ...output, classes, background: null });
      const objectness = output.objectness ? activated(at(k, 4), output.activation) : 1;
      const score = best.score * objectness;
      if (score < input.minScore) continue;
      const box = readBox([at(k, 0), at(k, 1), at(k, 2), at(k, 3)], output, input);
      found.push({ box, score, label: best.label });
    }
    return found;
  },
};

function activated(value: number, activation: 'none' | 'sigmoid' | 'softmax'): number {
  return activation === 'none' ? value : sigmoid(value);
}
