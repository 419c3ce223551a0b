/** One field of a form, as a JSON Schema describes it. */
export type Field = {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
} & (
  | {
      readonly kind: 'number';
      readonly step: number | 'any';
      readonly min: number | undefined;
      readonly max: number | undefined;
    }
  | { readonly kind: 'boolean' | 'text' | 'instant' | 'list' | 'json' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
);

type Schema = {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
};

/** The fields of the object that a JSON Schema describes, in its order. What is not understood is asked for as JSON. */
export function fieldsOf(schema: Record<string, unknown>): Field[] {
  const { properties = {}, required = [] } = schema as Schema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    description: property.description ?? '',
    isRequired: required.includes(name),
    ...kindOf(property),
  }));
}

type Kind = Field extends infer F
  ? F extends Field
    ? Omit<F, 'name' | 'description' | 'isRequired'>
    : never
  : never;

function kindOf(schema: Schema): Kind {
  if (schema.anyOf?.some(({ format }) => format === 'date-time')) return { kind: 'instant' };
  if (schema.enum?.every((choice) => typeof choice === 'string'))
    return { kind: 'choice', choices: schema.enum as string[] };
  switch (schema.type) {
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        step: schema.type === 'integer' ? 1 : 'any',
        min: schema.minimum,
        max: schema.maximum,
      };
    case 'boolean':
      return { kind: 'boolean' };
    case 'string':
      return { kind: 'text' };
    case 'array':
      return { kind: 'list' };
    default:
      return { kind: 'json' };
  }
}

/**
 * What a form says, as parameters: what was left empty is left out. Times are sent as RFC 3339.
 *
 * @param isUtc its times are those of UTC, not of the reader's own zone
 * @throws SyntaxError when a field that wants JSON holds something else
 */
export function paramsOf(
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
  { isUtc = false } = {},
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const text = values[field.name]?.trim();
      return text ? [[field.name, paramValue(field, text, isUtc)]] : [];
    }),
  );
}

function paramValue({ kind }: Field, text: string, isUtc: boolean): unknown {
  switch (kind) {
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'instant':
      return new Date(isUtc ? `${text}Z` : text).toISOString();
    case 'list':
      return text.split(',').map((item) => (/^\d+$/.test(item.trim()) ? Number(item) : item.trim()));
    case 'json':
      return JSON.parse(text);
    case 'choice':
    case 'text':
      return text;
  }
}

/** `minScore` as `Min score`. */
export function nameOf(name: string): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
