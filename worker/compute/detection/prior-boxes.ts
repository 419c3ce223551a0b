import type { OutputOf } from '../../../shared/domain/detection-output.ts';
import type { Box } from '../tensors/frame.ts';
import { bestClass } from './best-class.ts';
import type { InputSize } from './candidate.ts';
import { type Decoder, numbersOf, wrongDim } from './decoder.ts';

/** Offsets from prior boxes, as of SSD, RetinaFace and UltraFace before it decodes them itself. */
export const priorBoxes: Decoder<'prior-boxes'> = {
  tensors: ({ boxes, scores }) => [boxes, scores],

  check(output, signature, labels, input) {
    const wanted = centresOf(output, input).length;
    return (
      wrongDim(signature, output.boxes, { at: 1, wanted, what: 'boxes' }) ??
      wrongDim(signature, output.scores, {
        at: -1,
        wanted: labels + (output.background === null ? 0 : 1),
        what: 'classes',
      })
    );
  },

  decode(outputs, output, input) {
    const offsets = numbersOf(outputs, output.boxes).data;
    const scores = numbersOf(outputs, output.scores).data;
    const priors = centresOf(output, input);
    const classes = scores.length / priors.length;
    const [centreVariance, sizeVariance] = output.variances;
    return priors.flatMap((prior, k) => {
      const { score, label } = bestClass((i) => scores[k * classes + i]!, { ...output, classes });
      if (score < input.minScore) return [];
      const [dx, dy, dw, dh] = offsets.subarray(k * 4, k * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const cx = prior.cx + dx * centreVariance * prior.side;
      const cy = prior.cy + dy * centreVariance * prior.side;
      const w = prior.side * Math.exp(dw * sizeVariance);
      const h = prior.side * Math.exp(dh * sizeVariance);
      const box: Box = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
      return [{ box, score, label }];
    });
  },
};

type Prior = { readonly cx: number; readonly cy: number; readonly side: number };

/** Row by row over each feature map; in each cell one prior per size, around its centre. Pixels of the tensor. */
function centresOf({ priors }: OutputOf<'prior-boxes'>, { height, width }: InputSize): Prior[] {
  return priors.flatMap(({ stride, sizes }) => {
    const columns = Math.ceil(width / stride);
    const rows = Math.ceil(height / stride);
    return Array.from({ length: rows * columns }, (_, cell) => ({
      cx: ((cell % columns) + 0.5) * stride,
      cy: (Math.floor(cell / columns) + 0.5) * stride,
    })).flatMap(({ cx, cy }) => sizes.map((side) => ({ cx, cy, side })));
  });
}
