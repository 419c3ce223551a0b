import type { z } from 'zod';
import type { FieldError } from './errors.ts';

/** What zod found wrong, one entry per field; an unknown key is named by its own path. */
export function fieldErrors(error: z.ZodError, prefix: readonly string[] = []): FieldError[] {
  return error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'Unknown field' }));
    // What is wrong with a key of a record stands one level down.
    const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
    return [{ path: path.join('.'), message: message ?? issue.message }];
  });
}
