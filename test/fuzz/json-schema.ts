/** As much of JSON Schema as the OpenAPI document uses. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
};

/** Finds what a `$ref` names. */
export type Resolve = (ref: string) => JsonSchema;

/**
 * Whether a value is valid by the document. What only code knows (that a text can be stored, that a key is somebody's)
 * is not asked: what this refuses the api must refuse, what it accepts the api may refuse.
 */
export function accepts(schema: JsonSchema, value: unknown, resolve: Resolve): boolean {
  const all = (given: JsonSchema, part: unknown) => accepts(given, part, resolve);
  if (schema.$ref) return all(resolve(schema.$ref), value);
  if (schema.anyOf) return schema.anyOf.some((option) => all(option, value));
  if (schema.type && ![schema.type].flat().includes(typeOf(value))) {
    const isWhole = Number.isInteger(value) && [schema.type].flat().includes('integer');
    if (!isWhole) return false;
  }
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value === 'string') return acceptsText(schema, value);
  if (typeof value === 'number')
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  if (Array.isArray(value))
    return (
      value.length >= (schema.minItems ?? 0) &&
      value.length <= (schema.maxItems ?? Infinity) &&
      value.every((item) => all(schema.items ?? {}, item))
    );
  if (typeof value !== 'object' || value === null) return true;
  const { properties = {}, required = [], additionalProperties = true } = schema;
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, part]) => {
      if (Object.hasOwn(properties, name)) return all(properties[name]!, part);
      return typeof additionalProperties === 'boolean'
        ? additionalProperties
        : all(additionalProperties, part);
    })
  );
}

function acceptsText(
  { minLength = 0, maxLength = Infinity, pattern, format }: JsonSchema,
  text: string,
): boolean {
  const form = pattern ?? FORMATS[format ?? ''];
  // In characters, as JSON Schema counts (validation, 6.3.1).
  const { length } = [...text];
  return length >= minLength && length <= maxLength && (!form || new RegExp(form, 'u').test(text));
}

/** What a text of this format at least looks like. */
const FORMATS: Readonly<Record<string, string>> = {
  uuid: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  'date-time': '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([Zz]|[+-]\\d\\d:?\\d\\d)$',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
