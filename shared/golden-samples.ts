import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fieldErrors } from './domain/field-errors.ts';
import { type GoldenSamples, goldenSamplesSchema } from './domain/golden-sample.ts';

/** Where in a model's folder the expected answers stand. */
export const GOLDEN_FILE = path.join('sample', 'expected.json');

/**
 * What a model is expected to make of its samples; none where its folder does not say.
 *
 * @throws Error that says what is wrong with the file
 */
export async function readGoldenSamples(folder: string): Promise<GoldenSamples> {
  const text = await readFile(path.join(folder, GOLDEN_FILE), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{ "samples": {} }';
      throw error;
    },
  );
  const parsed = goldenSamplesSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const lines = fieldErrors(parsed.error).map((e) => `${e.path || '(root)'}: ${e.message}`);
  throw new Error(`${GOLDEN_FILE}: ${lines.join('; ')}`);
}

/** Undefined, which fits no schema, when it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
