import type { Model } from '../../shared/catalog.ts';
import { type Manifest, manifestSchema } from '../../shared/domain/manifest.ts';

/**
 * A model without a file, for what never opens one.
 *
 * @param manifest as in a manifest.json; what it leaves out is filled in
 */
export function testModel<M extends Manifest = Manifest>(
  manifest: object,
  rest: Partial<Omit<Model, 'manifest'>> = {},
): Model<M> {
  return {
    manifest: manifestSchema.parse(manifest) as M,
    folder: '/',
    file: '/m',
    sha256: '',
    externalData: {},
    imageInput: null,
    labels: [],
    ...rest,
  };
}
