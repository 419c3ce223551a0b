import { z } from 'zod';
import { detectionOutputSchema } from './detection-output.ts';
import type { HttpStep } from './http-step.ts';
import { imageInputSchema, imageLimitsSchema } from './image-input.ts';
import { commonShape, fileName, onnxShape } from './manifest-common.ts';
import { httpStepsOf, pipelineStepsSchema } from './pipeline-steps.ts';
import { recordingInputSchema } from './recording-input.ts';
import { smoothingSchema } from './smoothing.ts';

const imageClassificationSchema = z.strictObject({
  ...onnxShape,
  task: z.literal('image-classification'),
  input: imageInputSchema,
  output: z.strictObject({
    tensor: z.string().meta({ description: 'Name of the ONNX output, dims [N, labels]' }),
    activation: z
      .enum(['softmax', 'none'])
      .default('softmax')
      .meta({ description: '`none`: already scores' }),
    labels: fileName.default('labels.txt').meta({ description: 'One label a line' }),
    minScore: z.number().min(0).max(1).default(0.5).meta({ description: 'Best score that sets `certain`' }),
    topK: z
      .int()
      .min(1)
      .max(1000)
      .default(5)
      .meta({ description: 'Labels returned unless `params.topK` says' }),
  }),
});

const objectDetectionSchema = z.strictObject({
  ...onnxShape,
  task: z.literal('object-detection'),
  input: imageInputSchema,
  output: detectionOutputSchema,
});

const sleepStagingSchema = z.strictObject({
  ...onnxShape,
  task: z.literal('sleep-staging'),
  input: recordingInputSchema,
  output: z.strictObject({
    tensor: z.string().meta({ description: 'Name of the ONNX output, dims [epochs, stages], logits' }),
    labels: fileName.default('labels.txt').meta({ description: 'The stages in its order, one a line' }),
    smoothing: smoothingSchema,
  }),
});

const tensorsSchema = z.strictObject({ ...onnxShape, task: z.literal('tensors') });

const pipelineSchema = z.strictObject({
  ...commonShape,
  task: z.literal('pipeline'),
  input: imageLimitsSchema
    .optional()
    .meta({ description: 'Which pictures it takes; those of its detector when absent' }),
  steps: pipelineStepsSchema,
});

/** A model folder's `manifest.json`: what the model is, takes and gives. Formats that are ONNX's keep their names. */
export const manifestSchema = z
  .discriminatedUnion('task', [
    imageClassificationSchema,
    objectDetectionSchema,
    sleepStagingSchema,
    tensorsSchema,
    pipelineSchema,
  ])
  .meta({ id: 'Manifest' });

export type Manifest = z.output<typeof manifestSchema>;
export type Task = Manifest['task'];
export type ImageClassificationManifest = Extract<Manifest, { task: 'image-classification' }>;
export type PipelineManifest = Extract<Manifest, { task: 'pipeline' }>;
export type ObjectDetectionManifest = Extract<Manifest, { task: 'object-detection' }>;
export type SleepStagingManifest = Extract<Manifest, { task: 'sleep-staging' }>;
/** Of a model with a file of its own. */
export type OnnxManifest = Exclude<Manifest, PipelineManifest>;
/** Of a model that takes many small samples, as many together as it can. */
export type StackableManifest = Exclude<OnnxManifest, SleepStagingManifest>;

/** The other models that a model needs, each once. */
export function membersOf(manifest: Manifest): string[] {
  if (manifest.task !== 'pipeline') return [];
  const { detect, classify } = manifest.steps;
  return [...new Set([detect, ...classify].flatMap(({ model }) => model ?? []))];
}

/** What the steps of it are called that run elsewhere. */
export function remoteStepsOf(manifest: Manifest): string[] {
  return manifest.task === 'pipeline' ? httpStepsOf(manifest.steps).map(({ name }) => name) : [];
}

/** Whether a step of it runs elsewhere. */
export function isRemote(manifest: Manifest): boolean {
  return remoteStepsOf(manifest).length > 0;
}

/** Most samples of this model that are run together; no more than a far end may be asked at a time. */
export function mostTogether(manifest: Manifest): number {
  const steps = manifest.task === 'pipeline' ? httpStepsOf(manifest.steps) : [];
  return Math.min(manifest.batch.maxSize, ...steps.map(({ http }) => http.concurrency));
}

/**
 * What of a manifest is for strangers: where a step runs, in whose network and with which headers, is not. The names
 * of environment variables tell as little of a secret as can be, and still more than anybody needs.
 */
export function publicManifest(manifest: Manifest): Record<string, unknown> {
  if (manifest.task !== 'pipeline') return manifest;
  const blank = <S extends { http?: HttpStep | undefined }>({ http, ...step }: S) =>
    http ? { ...step, http: { name: http.name, format: http.format } } : step;
  const { detect, classify, crop } = manifest.steps;
  return { ...manifest, steps: { detect: blank(detect), crop, classify: classify.map(blank) } };
}
