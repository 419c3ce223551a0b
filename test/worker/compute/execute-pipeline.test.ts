import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageLimitsSchema } from '../../../shared/domain/image-input.ts';
import { manifestSchema, type OnnxManifest, type PipelineManifest } from '../../../shared/domain/manifest.ts';
import type { Params } from '../../../shared/domain/params.ts';
import type { PipelineResult } from '../../../shared/domain/task-result.ts';
import { executePipeline } from '../../../worker/compute/execute-pipeline.ts';
import type { LoadedModel } from '../../../worker/compute/loaded-model.ts';
import type { StepProgress } from '../../../worker/compute/protocol.ts';
import type { Tensors } from '../../../worker/compute/tensors/tensor-data.ts';
import { testModel } from '../../support/test-model.ts';

const SIDE = 40;
const input = { kind: 'image', tensor: 'x', height: SIDE, width: SIDE };

function loadedOf(
  manifest: object,
  labels: readonly string[],
  outputs: Record<string, (number | string)[]>,
  run: (x: Float32Array, count: number) => Record<string, number[]>,
) {
  const model = testModel<OnnxManifest>(manifest, { labels, imageInput: imageLimitsSchema.parse({}) });
  const batches: number[] = [];
  const loaded: LoadedModel = {
    model,
    session: {
      signature: {
        inputs: [{ name: 'x', datatype: 'float32', shape: ['N', 3, SIDE, SIDE] }],
        outputs: Object.entries(outputs).map(([name, shape]) => ({ name, datatype: 'float32', shape })),
      },
      async run({ x }: Tensors): Promise<Tensors> {
        const count = x!.dims[0]!;
        batches.push(count);
        const made = run(x!.data as Float32Array, count);
        return Object.fromEntries(
          Object.entries(made).map(([name, data]) => [
            name,
            {
              datatype: 'float32',
              dims: [
                count,
                ...outputs[name]!.slice(1).map((dim) =>
                  typeof dim === 'number' ? dim : data.length / count / 6,
                ),
              ],
              data: Float32Array.from(data),
            },
          ]),
        );
      },
    },
  };
  return { loaded, batches };
}

/**
 * A detector that finds every picture's left half, and its right half where the first pixel is bright; and two
 * classifiers: one tells red from blue by the middle, the other calls all that it sees "seen".
 */
function setup(steps: object = {}) {
  const plane = SIDE * SIDE;
  const detector = loadedOf(
    {
      name: 'halves',
      task: 'object-detection',
      input,
      output: { decoder: 'objects', tensor: 'o' },
      batch: { maxSize: 8 },
    },
    ['half'],
    { o: ['N', 2, 6] },
    (x, count) => ({
      o: Array.from({ length: count }, (_, n) => {
        const isBright = x[n * 3 * plane]! > 0.5;
        return [0, 0, SIDE / 2, SIDE, 0.9, 0, SIDE / 2, 0, SIDE, SIDE, isBright ? 0.8 : 0, 0];
      }).flat(),
    }),
  );
  const classifier = (name: string, labels: string[], scores: (red: number, blue: number) => number[]) =>
    loadedOf(
      {
        name,
        task: 'image-classification',
        input,
        output: { tensor: 'y', activation: 'none' },
        batch: { maxSize: 8 },
      },
      labels,
      { y: ['N', labels.length] },
      (x, count) => ({
        y: Array.from({ length: count }, (_, n) => {
          const middle = (SIDE / 2) * SIDE + SIDE / 2;
          return scores(x[n * 3 * plane + middle]!, x[(n * 3 + 2) * plane + middle]!);
        }).flat(),
      }),
    );
  const colours = classifier('colours', ['red', 'blue'], (red, blue) => [red, blue]);
  const seen = classifier('seen', ['seen'], () => [1]);
  const manifest = manifestSchema.parse({
    name: 'both',
    task: 'pipeline',
    steps: { detect: { model: 'halves' }, classify: [{ model: 'colours' }], ...steps },
  }) as PipelineManifest;
  const stored: string[] = [];
  const reports: StepProgress[] = [];
  const pipeline = {
    model: { ...detector.loaded.model, manifest },
    detector: detector.loaded,
    classifiers: manifest.steps.classify.map(({ model }) =>
      model === 'seen' ? seen.loaded : colours.loaded,
    ),
  };
  const execute = (pictures: readonly Uint8Array[], params: Params = {}) =>
    executePipeline(
      pipeline,
      pictures.map((bytes, i) => ({ jobId: `job-${i}`, attempt: 1, bytes, mediaType: 'image/png', params })),
      {
        readBlob: async () => undefined,
        streamBlob: async () => undefined,
        writeArtifact: async ({ jobId }, name, bytes) => {
          const { format, width, height } = await sharp(bytes).metadata();
          stored.push(`${jobId}/${name} ${format} ${width}×${height}`);
        },
      },
      (progress) => reports.push(progress),
    );
  return { execute, stored, reports, detected: detector.batches, classified: colours.batches };
}

/** A picture with a left half of one colour and a right half of another. */
async function halves(left: string, right: string, { width = 80, height = 40 } = {}): Promise<Uint8Array> {
  const half = (background: string) => ({
    create: { width: width / 2, height, channels: 3 as const, background },
  });
  return await sharp({ create: { width, height, channels: 3, background: left } })
    .composite([{ input: half(right), left: width / 2, top: 0 }])
    .png()
    .toBuffer();
}

type Ran = Awaited<ReturnType<ReturnType<typeof setup>['execute']>>[number];
const objectsOf = (output: Ran) => (output.ok ? (output.result as PipelineResult).objects : output.error);
const bestOf = (output: Ran) =>
  (objectsOf(output) as PipelineResult['objects']).map(({ labels }) => labels[0]?.label ?? null);

describe('executePipeline', () => {
  it('classifies what was found in all pictures as one batch, and gives each its own', async () => {
    const { execute, detected, classified } = setup();
    const outputs = await execute([
      await halves('red', 'blue'),
      await halves('blue', 'red'),
      await halves('red', 'red'),
    ]);
    expect(outputs.map(bestOf)).toEqual([['red', 'blue'], ['blue'], ['red', 'red']]);
    expect(detected).toEqual([3]);
    expect(classified).toEqual([5]);
    expect(objectsOf(outputs[0]!)).toEqual([
      { box: [0, 0, 40, 40], label: 'half', score: 0.9, labels: expect.any(Array) },
      { box: [40, 0, 80, 40], label: 'half', score: 0.8, labels: expect.any(Array) },
    ]);
  });

  it('has a result where nothing was found', async () => {
    const { execute, classified } = setup();
    const [output] = await execute([await halves('red', 'blue')], { minScore: 0.95 });
    expect(objectsOf(output!)).toEqual([]);
    expect(classified).toEqual([]);
  });

  it('ends a broken picture alone', async () => {
    const { execute } = setup();
    const outputs = await execute([
      await halves('red', 'blue'),
      new Uint8Array(100),
      await halves('blue', 'blue'),
    ]);
    expect(outputs.map((output) => output.ok)).toEqual([true, false, true]);
    expect(objectsOf(outputs[1]!)).toMatchObject({ code: 'invalid-image' });
    expect(bestOf(outputs[2]!)).toEqual(['blue']);
  });

  it('lets a later classifier see only what the one before has called so', async () => {
    const classify = [{ model: 'colours' }, { model: 'seen', labels: ['blue'] }];
    const [output] = await setup({ classify }).execute([await halves('red', 'blue')]);
    expect(bestOf(output!)).toEqual(['red', 'seen']);
    const first = [
      { model: 'seen', labels: ['half'] },
      { model: 'colours', labels: ['half'] },
    ];
    const [other] = await setup({ classify: first }).execute([await halves('red', 'blue')]);
    expect(bestOf(other!)).toEqual(['seen', 'seen']);
  });

  it('gives objects and their pictures as the detector has named them where there is no classifier', async () => {
    const { execute, stored, classified } = setup({ classify: undefined });
    const [output] = await execute([await halves('red', 'blue')], { crops: true });
    expect(objectsOf(output!)).toEqual([
      { box: [0, 0, 40, 40], label: 'half', score: 0.9, labels: [], artifact: 'object-0.jpg' },
      { box: [40, 0, 80, 40], label: 'half', score: 0.8, labels: [], artifact: 'object-1.jpg' },
    ]);
    expect(stored).toEqual(['job-0/object-0.jpg jpeg 40×40', 'job-0/object-1.jpg jpeg 40×40']);
    expect(classified).toEqual([]);
  });

  it('finds what is too small to be classified all the same', async () => {
    const { execute } = setup({ crop: { minSide: 30 } });
    const [small] = await execute([await halves('red', 'blue', { width: 40, height: 40 })]);
    expect(bestOf(small!)).toEqual([null, null]);
    const [large] = await execute([await halves('red', 'blue', { width: 80, height: 80 })]);
    expect(bestOf(large!)).toEqual(['red', 'blue']);
  });

  it('stores the pictures that were asked for', async () => {
    const { execute, stored } = setup();
    const [output] = await execute([await halves('red', 'blue')], { annotate: true, crops: true });
    expect(stored).toEqual([
      'job-0/annotated.jpg jpeg 80×40',
      'job-0/object-0.jpg jpeg 40×40',
      'job-0/object-1.jpg jpeg 40×40',
    ]);
    expect(output?.ok && output.artifacts.map(({ name }) => name)).toEqual([
      'annotated.jpg',
      'object-0.jpg',
      'object-1.jpg',
    ]);
    expect(objectsOf(output!)).toMatchObject([{ artifact: 'object-0.jpg' }, { artifact: 'object-1.jpg' }]);
  });

  it('tells how far each picture is, and how long the batch was in each step', async () => {
    const { execute, reports } = setup();
    const outputs = await execute([await halves('red', 'blue'), await halves('blue', 'red')]);
    expect(reports.map(({ jobId, step, done, total }) => `${jobId} ${step} ${done}/${total}`)).toEqual([
      'job-0 halves 0/1',
      'job-1 halves 0/1',
      'job-0 halves 1/1',
      'job-1 halves 1/1',
      'job-0 colours 0/2',
      'job-1 colours 0/1',
      'job-0 colours 2/2',
      'job-1 colours 1/1',
    ]);
    for (const { timings } of outputs) {
      const steps = timings.steps ?? [];
      expect(steps.map(({ name }) => name)).toEqual(['halves', 'colours']);
      // The time of the batch, once, however many of its cut-outs are this picture's.
      expect(Math.abs(timings.inferMs - steps[0]!.ms - steps[1]!.ms)).toBeLessThan(0.02);
    }
    expect(outputs.map(({ timings }) => timings.steps?.map(({ count }) => count))).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });
});
