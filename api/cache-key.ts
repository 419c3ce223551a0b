import { createHash } from 'node:crypto';
import type { Model } from '../shared/catalog.ts';
import type { Params } from '../shared/domain/params.ts';

/** What a model is, as far as its answers depend on it: the file, and all that the manifest says. */
const digests = new WeakMap<Model, string>();

/** Hex SHA-256 over model, parameters and input: two jobs of one key have one answer. */
export function cacheKeyOf(model: Model, params: Params, inputSha256: string): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return digest([digestOf(model), sorted, inputSha256]);
}

function digestOf(model: Model): string {
  const known = digests.get(model);
  if (known) return known;
  const made = digest([model.sha256, model.externalData, model.manifest, model.labels]);
  digests.set(model, made);
  return made;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
