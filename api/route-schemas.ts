import { z } from 'zod';

/** `{id}` in a path. Its form is not checked here: what cannot be an id is simply not found. */
export const idParams = z.object({ id: z.string().meta({ description: 'UUIDv7 of the job' }) });

/** A query without parameters, so that an unknown one is refused. */
export const noQuery = z.strictObject({});
