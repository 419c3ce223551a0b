import { z } from 'zod';
import { labelSchema, MOST_PARTS } from './answer-parts.ts';
import type { RemoteClassifierFormat } from './format.ts';

const answerSchema = z.array(labelSchema).max(MOST_PARTS);

/**
 * Nachet's Swin classifiers in PyTorch: the body is the picture as base64, the answer a list of labels with scores.
 * Source: https://github.com/ai-cfia/nachet-backend
 */
export const nachetTorchSwin: RemoteClassifierFormat = {
  write: ({ bytes }) => ({
    contentType: 'application/json',
    body: Buffer.from(bytes).toString('base64'),
  }),
  readLabels: (answer) => answerSchema.parse(answer),
};
