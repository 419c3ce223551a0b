import { z } from 'zod';
import { labelSchema, MOST_PARTS } from './answer-parts.ts';
import type { RemoteDetectorFormat } from './format.ts';

/** Detectors give coordinates a little outside of the picture. */
const coordinate = z.number().min(-1).max(2);
const foundSchema = z.object({
  boxes: z
    .array(
      labelSchema.extend({
        box: z.object({ topX: coordinate, topY: coordinate, bottomX: coordinate, bottomY: coordinate }),
      }),
    )
    .max(MOST_PARTS),
});

/** One answer for each picture sent, which is one; some deployments leave out the list around it. */
const answerSchema = z.union([foundSchema, z.tuple([foundSchema]).transform(([found]) => found)]);

/**
 * Nachet's seed detector and its like: the picture as base64 in the data frame form of MLflow, boxes relative to the
 * picture. Source: https://github.com/ai-cfia/nachet-backend
 */
export const nachetSeedDetector: RemoteDetectorFormat = {
  write: ({ bytes }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      input_data: { columns: ['image'], index: [0], data: [Buffer.from(bytes).toString('base64')] },
    }),
  }),
  readObjects: (answer, { height, width }) =>
    answerSchema.parse(answer).boxes.map(({ label, score, box: { topX, topY, bottomX, bottomY } }) => ({
      label,
      score,
      box: [topX * width, topY * height, bottomX * width, bottomY * height],
    })),
};
