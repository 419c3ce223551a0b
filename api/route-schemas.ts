import { z } from 'zod';

/** `{id}` in a path. Its form is not checked here: what cannot be an id is simply not found. */
export const idParams = z.object({ id: z.string().meta({ description: 'UUIDv7 of the job' }) });

/** A query without parameters, so that an unknown one is refused. */
export const noQuery = z.strictObject({});

/** JSON, of a request or of an answer. */
export function json<S extends z.ZodType>(schema: S) {
  return { 'application/json': { schema } };
}

/** The JSON that a request must have. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: json(schema) } as const;
}
