import { z } from 'zod';

/**
 * The JSON Schema of a zod schema, with its own fields at the top: zod puts a schema that has an id behind a
 * reference, which makers of forms do not follow.
 */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $ref, $defs = {}, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const name = $ref?.replace('#/$defs/', '');
  if (!name || !$defs[name])
    return { ...rest, ...($ref && { $ref }), ...(Object.keys($defs).length > 0 && { $defs }) };
  const { [name]: own, ...others } = $defs;
  return { ...rest, ...own, ...(Object.keys(others).length > 0 && { $defs: others }) };
}
