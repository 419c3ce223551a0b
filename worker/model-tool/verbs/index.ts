import type { Verb } from '../verb.ts';
import { add } from './add.ts';
import { check } from './check.ts';
import { encrypt } from './encrypt.ts';
import { importNachet } from './import-nachet.ts';
import { list } from './list.ts';
import { schema } from './schema.ts';

/** Everything that `npm run model` does, by name. */
export const VERBS = Object.freeze({
  add,
  check,
  encrypt,
  'import-nachet': importNachet,
  list,
  schema,
}) satisfies Readonly<Record<string, Verb>>;
