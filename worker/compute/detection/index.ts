import type { DetectionOutput } from '../../../shared/domain/detection-output.ts';
import { boxesAndScores } from './boxes-and-scores.ts';
import type { Decoder } from './decoder.ts';
import { objects } from './objects.ts';
import { priorBoxes } from './prior-boxes.ts';
import { yolo } from './yolo.ts';
import { yoloGrid } from './yolo-grid.ts';

/** The decoder of every name. A name without one does not compile. */
const DECODERS = Object.freeze({
  'boxes-and-scores': boxesAndScores,
  'prior-boxes': priorBoxes,
  yolo,
  'yolo-grid': yoloGrid,
  objects,
}) satisfies { readonly [D in DetectionOutput['decoder']]: Decoder<D> };

/** The decoder that an output names. */
export function decoderOf<D extends DetectionOutput['decoder']>(decoder: D): Decoder<D> {
  // The table pairs each name with the decoder of its outputs, which TypeScript cannot follow through an index.
  return DECODERS[decoder] as unknown as Decoder<D>;
}
