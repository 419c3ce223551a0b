import type { Box } from '../tensors/frame.ts';
import { bestClass, sigmoid } from './best-class.ts';
import type { Candidate } from './candidate.ts';
import { type Decoder, numbersOf, wrongDim } from './decoder.ts';

/** Raw heads of a YOLO: dims [1, anchors × (5 + classes), H, W], logits, one head per scale. */
export const yoloGrid: Decoder<'yolo-grid'> = {
  tensors: ({ heads }) => heads.map(({ tensor }) => tensor),

  check({ heads }, signature, labels) {
    return heads
      .map(({ tensor, anchors }) =>
        wrongDim(signature, tensor, { at: 1, wanted: anchors.length * (5 + labels), what: 'channels' }),
      )
      .find((problem) => problem !== undefined);
  },

  decode(outputs, { heads, form }, { minScore }) {
    const found: Candidate[] = [];
    for (const { tensor, stride, anchors } of heads) {
      const { data, dims } = numbersOf(outputs, tensor);
      const [channels = 0, rows = 0, columns = 0] = dims.slice(1);
      const cells = rows * columns;
      const fields = channels / anchors.length;
      for (const [a, anchor] of anchors.entries())
        for (let cell = 0; cell < cells; cell++) {
          const at = (field: number) => data[(a * fields + field) * cells + cell]!;
          const objectness = sigmoid(at(4));
          // No score is above it, and nearly all candidates end here.
          if (objectness < minScore) continue;
          const best = bestClass((i) => at(5 + i), {
            classes: fields - 5,
            activation: 'sigmoid',
            background: null,
          });
          const score = objectness * best.score;
          if (score < minScore) continue;
          const corner = { x: cell % columns, y: Math.floor(cell / columns) };
          found.push({ box: FORMS[form](at, corner, anchor, stride), score, label: best.label });
        }
    }
    return found;
  },
};

type Corner = { readonly x: number; readonly y: number };
type ReadCell = (
  at: (field: number) => number,
  corner: Corner,
  anchor: readonly [width: number, height: number],
  stride: number,
) => Box;

const FORMS = {
  v3: (at, { x, y }, [w, h], stride) =>
    around(
      (sigmoid(at(0)) + x) * stride,
      (sigmoid(at(1)) + y) * stride,
      Math.exp(at(2)) * w,
      Math.exp(at(3)) * h,
    ),
  v5: (at, { x, y }, [w, h], stride) =>
    around(
      (sigmoid(at(0)) * 2 - 0.5 + x) * stride,
      (sigmoid(at(1)) * 2 - 0.5 + y) * stride,
      (sigmoid(at(2)) * 2) ** 2 * w,
      (sigmoid(at(3)) * 2) ** 2 * h,
    ),
} as const satisfies Record<'v3' | 'v5', ReadCell>;

function around(cx: number, cy: number, w: number, h: number): Box {
  return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
}
