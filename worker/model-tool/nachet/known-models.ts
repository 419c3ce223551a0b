import type { ClassifierFormat, DetectorFormat } from '../../../shared/domain/http-step.ts';
import type { NachetModel } from './read-pipeline-file.ts';

/** What a model of nachet does, and how it is spoken to. */
export type NachetStep =
  | { readonly does: 'detect'; readonly format: DetectorFormat }
  | {
      readonly does: 'classify';
      readonly format: ClassifierFormat;
      /** It sees only what the model before has called so. */
      readonly labels?: readonly string[];
    };

const DETECTOR = { does: 'detect', format: 'nachet-seed-detector' } as const;
const SWIN = { does: 'classify', format: 'nachet-swin' } as const;
const TORCH_SWIN = { does: 'classify', format: 'nachet-torch-swin' } as const;

/** The models that are known by name; `local-` before it means the same elsewhere. */
const KNOWN: Readonly<Record<string, NachetStep>> = Object.freeze({
  'seed-detector-1': DETECTOR,
  'seed-detector-rcnn-1': DETECTOR,
  'm-14of15seeds-6seedsmag': DETECTOR,
  'swinv1-base-dataaugv2-1': SWIN,
  'swinv1-base-dataaugv2-2': SWIN,
  'swin-22-spp': TORCH_SWIN,
  'swin-27-spp': TORCH_SWIN,
  // The second of an ensemble: it tells the ragweeds apart that the first one has found.
  'swin-15e-spp': { ...TORCH_SWIN, labels: ['012 Ambrosia*', '013 Ambrosia*', '014 Ambrosia*'] },
});

/**
 * What a model does: by its name where that is known, else by its task.
 *
 * @returns undefined where neither says it
 */
export function stepOf({
  model_name,
  task,
  tasks,
}: NachetModel): (NachetStep & { known: boolean }) | undefined {
  const name = model_name.replace(/^local-/, '');
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (known) return { ...known, known: true };
  const said = task || tasks;
  if (/detect/i.test(said)) return { ...DETECTOR, known: false };
  if (/classif/i.test(said)) return { ...TORCH_SWIN, known: false };
  return undefined;
}
