import { z } from 'zod';
import { type HttpStep, httpClassifierSchema, httpDetectorSchema } from './http-step.ts';

const model = z.string().min(1).max(64).optional().meta({ description: 'Name of a model beside it' });

/** A step is done by a model beside the pipeline or by one elsewhere, never by both. */
const eitherOr = (step: { model?: string | undefined; http?: HttpStep | undefined }) =>
  (step.model === undefined) !== (step.http === undefined);
const EITHER_OR = 'must have either `model` or `http`';

const detectSchema = z
  .strictObject({ model, http: httpDetectorSchema.optional() })
  .refine(eitherOr, EITHER_OR);

const classifySchema = z
  .strictObject({
    model,
    http: httpClassifierSchema.optional(),
    labels: z.array(z.string().min(1)).min(1).optional().meta({
      description:
        'Only objects that the step before has given one of these; `*` at the end stands for any rest. All when absent',
    }),
  })
  .refine(eitherOr, EITHER_OR);

/**
 * What a pipeline does with a picture: finds objects, cuts each out, and classifies the cuttings, by one classifier,
 * by several in turn, or by none where the labels of the detector say it all. Each is a model beside it, or one that
 * runs elsewhere.
 */
export const pipelineStepsSchema = z.strictObject({
  detect: detectSchema,
  crop: z
    .strictObject({
      margin: z
        .number()
        .min(0)
        .max(2)
        .default(0)
        .meta({ description: 'Added on each side, as a part of the side of the box' }),
      square: z.boolean().default(false).meta({
        description: 'Whether the shorter sides are made as long as the longer, as far as the picture goes',
      }),
      minSide: z
        .int()
        .min(1)
        .default(1)
        .meta({ description: 'Objects with a shorter side are found, but not classified; pixels' }),
    })
    .prefault({}),
  classify: z
    .array(classifySchema)
    .max(16)
    .default([])
    .meta({ description: 'In turn: each replaces the labels that the one before has given' }),
});

export type PipelineSteps = z.output<typeof pipelineStepsSchema>;

/** The steps that run elsewhere: what each is called, and where in the manifest it stands. */
export function httpStepsOf(steps: PipelineSteps): { http: HttpStep; name: string; path: string }[] {
  const names = stepNamesOf(steps);
  return [steps.detect, ...steps.classify].flatMap(({ http }, i) => {
    const path = i === 0 ? 'steps.detect.http' : `steps.classify.${i - 1}.http`;
    return http ? [{ http, name: names[i]!, path }] : [];
  });
}

/** What each step is called: its model, or what its `http` says; the detector first. */
export function stepNamesOf({ detect, classify }: PipelineSteps): string[] {
  return [
    detect.model ?? detect.http?.name ?? 'detect',
    ...classify.map((step, i) => step.model ?? step.http?.name ?? `classify ${i + 1}`),
  ];
}

/** Whether a label is one of those wanted, of which one may end in `*`. */
export function isWantedLabel(label: string, wanted: readonly string[]): boolean {
  return wanted.some((text) => (text.endsWith('*') ? label.startsWith(text.slice(0, -1)) : label === text));
}
