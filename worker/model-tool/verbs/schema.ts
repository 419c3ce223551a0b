import { jsonSchemaOf } from '../../../shared/domain/json-schema.ts';
import { manifestSchema } from '../../../shared/domain/manifest.ts';
import type { Verb } from '../verb.ts';

/** Prints what a manifest may hold. */
export const schema: Verb = {
  synopsis: '',
  about: ['Prints the JSON Schema of manifest.json, for editors.'],
  options: {},
  run: async () => ({ text: JSON.stringify(jsonSchemaOf(manifestSchema), null, 2), isOk: true }),
};
