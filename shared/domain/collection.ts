import { z } from 'zod';
import { isStorable } from './storable.ts';

/** What a collection is called: for people, and unique among those of its owner. */
export const collectionNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(isStorable, 'holds a character that cannot be stored')
  .refine((name) => !/\p{Cc}/u.test(name), 'holds a control character')
  .meta({ example: 'field trip' });

/** A collection as every call of the api shows it. */
export const collectionSchema = z
  .object({
    id: z.uuid().meta({ description: 'UUIDv7' }),
    name: z.string(),
    counts: z.object({
      jobs: z.int(),
      inputs: z.int().meta({ description: 'Different ones, by content' }),
      verified: z.int().meta({ description: 'Jobs whose result was judged as a whole' }),
    }),
    createdAt: z.string().meta({ format: 'date-time' }),
    links: z.object({ self: z.string(), jobs: z.string() }),
  })
  .meta({ id: 'Collection' });

export type Collection = z.output<typeof collectionSchema>;

/** Which collection a job is to be in, as a client says it; null for none. */
export const collectionIdSchema = z
  .uuid()
  .transform((id) => id.toLowerCase())
  .nullable()
  .meta({ description: 'Id of one of your collections; null for none' });
