import { z } from 'zod';
import { labelSchema, MOST_PARTS } from './answer-parts.ts';
import type { RemoteClassifierFormat, RemoteDetectorFormat } from './format.ts';

const coordinate = z.number().min(-1e6).max(1e6);
const objectsSchema = z.object({
  objects: z
    .array(labelSchema.extend({ box: z.tuple([coordinate, coordinate, coordinate, coordinate]) }))
    .max(MOST_PARTS),
});
const labelsSchema = z.object({ labels: z.array(labelSchema).max(MOST_PARTS) });

/**
 * The plain form: the file of the picture is the body. The answer of a detector is
 * `{ "objects": [{ "box": [x1, y1, x2, y2], "label", "score" }] }` in pixels, that of a classifier
 * `{ "labels": [{ "label", "score" }] }`.
 */
export const picture: RemoteDetectorFormat & RemoteClassifierFormat = {
  write: ({ bytes, mediaType }) => ({ contentType: mediaType, body: bytes }),
  readObjects: (answer) => objectsSchema.parse(answer).objects,
  readLabels: (answer) => labelsSchema.parse(answer).labels,
};
