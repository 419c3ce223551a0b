import type { Catalog, Model } from '../../shared/catalog.ts';

/** How large the input of the model of this name may be; the limit of all uploads while it is not known. */
export type MaxBytesOf = (model: string | undefined) => number;

/**
 * The bounds of uploads: that of all, but for models that take more by their manifest, as recordings of a night are.
 *
 * @returns `mostBytes`: what any model takes at most
 */
export function uploadBounds(
  catalog: Pick<Catalog, 'find' | 'models'>,
  maxUploadBytes: number,
): { maxBytesOf: MaxBytesOf; mostBytes: number } {
  const maxBytesOf = (model: Model | undefined) =>
    model?.manifest.task === 'sleep-staging' ? model.manifest.input.maxBytes : maxUploadBytes;
  return {
    maxBytesOf: (name) => maxBytesOf(name === undefined ? undefined : catalog.find(name)),
    mostBytes: Math.max(maxUploadBytes, ...[...catalog.models.values()].map(maxBytesOf)),
  };
}
