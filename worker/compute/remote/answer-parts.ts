import { z } from 'zod';
import { isStorable } from '../../../shared/domain/storable.ts';

/** Of a text that a far end has chosen and Postgres must be able to store. */
const text = z.string().max(1000).refine(isStorable, 'holds what cannot be stored');

/** Float32 sums come out a little above 1. */
const score = z
  .number()
  .min(-0.001)
  .max(1.001)
  .transform((value) => Math.min(1, Math.max(0, value)));

/** A label with its score, whatever else the answer says of it. */
export const labelSchema = z.object({ label: text, score });

/** Most objects, or labels of one object, that an answer may have. */
export const MOST_PARTS = 10_000;
