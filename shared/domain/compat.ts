/** Older systems whose clients are served by drop-in routes. */
export const COMPAT_NAMES = ['faces', 'imageclass', 'polydodo', 'nachet', 'digits'] as const;

export type CompatName = (typeof COMPAT_NAMES)[number];

/** One of them, and where it is to be served besides; the port of the original when undefined. */
export type CompatChoice = { readonly name: CompatName; readonly port: number | undefined };

/** Reads `polydodo` or `polydodo:9182`; undefined when it is neither. */
export function parseCompatChoice(text: string): CompatChoice | undefined {
  const [, name, port] = /^([a-z]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const known = COMPAT_NAMES.find((one) => one === name);
  if (!known || Number(port ?? 0) > 65_535) return undefined;
  return { name: known, port: port === undefined ? undefined : Number(port) };
}
