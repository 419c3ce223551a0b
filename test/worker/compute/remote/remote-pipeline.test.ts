import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageLimitsSchema } from '../../../../shared/domain/image-input.ts';
import type { PipelineManifest } from '../../../../shared/domain/manifest.ts';
import type { Params } from '../../../../shared/domain/params.ts';
import type { PipelineResult } from '../../../../shared/domain/task-result.ts';
import { executePipeline } from '../../../../worker/compute/execute-pipeline.ts';
import type { LoadedPipeline } from '../../../../worker/compute/loaded-model.ts';
import type { StepProgress } from '../../../../worker/compute/protocol.ts';
import { createEndpoints } from '../../../../worker/compute/remote/endpoint.ts';
import { type Answer, type FarEnd, startFarEnd } from '../../../support/far-end.ts';
import { testModel } from '../../../support/test-model.ts';

const half = (left: boolean, score = 0.9) => ({
  box: { topX: left ? 0 : 0.5, topY: 0, bottomX: left ? 0.5 : 1, bottomY: 1 },
  label: 'seed',
  score,
});

/** Whether what was cut out, sent as base64, is red in the middle. */
async function isRed(body: Buffer): Promise<boolean> {
  const { data, info } = await sharp(Buffer.from(body.toString('utf8'), 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return data[middle]! > 128;
}

/** An ensemble as of nachet: a detector, a first classifier, and a second one for some labels of the first. */
async function setup(answers: Record<string, Answer> = {}, more: object = {}) {
  const farEnd: FarEnd = await startFarEnd((request, response) => {
    const standard: Record<string, Answer> = {
      '/detect': () => [{ boxes: [half(false, 0.7), half(true)] }],
      '/a': async ({ body }) =>
        (await isRed(body))
          ? [
              { label: '003 Cirsium vulgare', score: 0.2 },
              { label: '012 Ambrosia artemisiifolia', score: 0.8 },
            ]
          : [{ label: '003 Cirsium vulgare', score: 0.6 }],
      '/b': () => [{ label: '14 Ambrosia trifida', score: 0.95 }],
    };
    return { ...standard, ...answers }[request.path]!(request, response);
  });
  const far = (path: string, format: string) => ({
    url: `${farEnd.url}${path}`,
    allow: ['127.0.0.0/8'],
    retries: 0,
    format,
    image: 'png',
  });
  const description = {
    name: 'seeds',
    task: 'pipeline',
    steps: {
      detect: { http: far('/detect', 'nachet-seed-detector') },
      classify: [
        { http: { ...far('/a', 'nachet-torch-swin'), name: 'ensemble a' } },
        { http: far('/b', 'nachet-swin'), labels: ['012 Ambrosia*', '013 Ambrosia*'] },
      ],
    },
    ...more,
  };
  const model = testModel<PipelineManifest>(description, {
    file: '',
    imageInput: imageLimitsSchema.parse({}),
  });
  const open = createEndpoints(() => undefined);
  const { detect, classify } = model.manifest.steps;
  const pipeline: LoadedPipeline = {
    model,
    detector: open('detector', detect.http!),
    classifiers: classify.map(({ http }, i) => open(`classifier ${i + 1}`, http!)),
  };
  const reports: StepProgress[] = [];
  const execute = async (pictures: readonly Uint8Array[], params: Params = {}) =>
    await executePipeline(
      pipeline,
      pictures.map((bytes, i) => ({ jobId: `job-${i}`, attempt: 1, bytes, mediaType: 'image/png', params })),
      { readBlob: async () => undefined, streamBlob: async () => undefined, writeArtifact: async () => {} },
      (progress) => reports.push(progress),
    );
  const askedOf = (path: string) => farEnd.requests.filter((request) => request.path === path).length;
  return { execute, reports, askedOf, farEnd };
}

/** 80 × 40 pixels, the left half of one colour and the right half of another. */
async function halves(left: string, right: string): Promise<Uint8Array> {
  const create = { width: 40, height: 40, channels: 3 as const, background: right };
  return await sharp({ create: { ...create, width: 80, background: left } })
    .composite([{ input: { create }, left: 40, top: 0 }])
    .png()
    .toBuffer();
}

type Ran = Awaited<ReturnType<Awaited<ReturnType<typeof setup>>['execute']>>[number];
const objectsOf = (output: Ran | undefined) =>
  output?.ok ? (output.result as PipelineResult).objects : output?.error;

describe('a pipeline whose models run elsewhere', () => {
  it('detects, classifies, and has some of it classified again', async () => {
    const { execute, askedOf } = await setup();
    const [output] = await execute([await halves('red', 'blue')]);
    expect(objectsOf(output)).toEqual([
      {
        box: [0, 0, 40, 40],
        label: 'seed',
        score: 0.9,
        labels: [{ label: 'Ambrosia trifida', score: 0.95 }],
      },
      {
        box: [40, 0, 80, 40],
        label: 'seed',
        score: 0.7,
        labels: [{ label: '003 Cirsium vulgare', score: 0.6 }],
      },
    ]);
    expect([askedOf('/detect'), askedOf('/a'), askedOf('/b')]).toEqual([1, 2, 1]);
  });

  it('has a result where nothing was found', async () => {
    const { execute, askedOf } = await setup({ '/detect': () => ({ boxes: [] }) });
    const [output] = await execute([await halves('red', 'blue')]);
    expect(objectsOf(output)).toEqual([]);
    expect(askedOf('/a')).toBe(0);
  });

  it('leaves out what the job does not want, and what lies outside of the picture', async () => {
    const boxes = [
      half(true, 0.9),
      half(false, 0.3),
      { ...half(true), box: { topX: 1.2, topY: 0, bottomX: 1.5, bottomY: 1 } },
    ];
    const { execute } = await setup({ '/detect': () => ({ boxes: [...boxes, half(true, 0.85)] }) });
    const scoresOf = async (params: Params) => {
      const [output] = await execute([await halves('red', 'blue')], params);
      return (objectsOf(output) as PipelineResult['objects']).map(({ score }) => score);
    };
    expect(await scoresOf({})).toEqual([0.9, 0.85, 0.3]);
    expect(await scoresOf({ minScore: 0.5 })).toEqual([0.9, 0.85]);
    expect(await scoresOf({ iouThreshold: 0.5 })).toEqual([0.9, 0.3]);
    expect(await scoresOf({ maxObjects: 1 })).toEqual([0.9]);
  });

  it('ends alone the picture that a far end refuses, and asks no more about it', async () => {
    const many = Array.from({ length: 30 }, () => half(true));
    const { execute, askedOf } = await setup({
      '/detect': () => ({ boxes: many }),
      '/a': async ({ body }, response) => {
        if (await isRed(body)) return [{ label: 'x', score: 1 }];
        response.writeHead(422).end();
        return undefined;
      },
    });
    const outputs = await execute([await halves('blue', 'blue'), await halves('red', 'red')]);
    expect(outputs.map(({ ok }) => ok)).toEqual([false, true]);
    expect(objectsOf(outputs[0])).toMatchObject({ code: 'endpoint-refused', retryable: false });
    // Four of the first picture were under way when the first of them was refused.
    expect(askedOf('/a')).toBeLessThanOrEqual(30 + 7);
  });

  it('may be tried again where a far end is away', async () => {
    const { execute } = await setup({
      '/a': (_request, response) => void response.writeHead(503).end(),
    });
    const [output] = await execute([await halves('red', 'blue')]);
    expect(objectsOf(output)).toMatchObject({
      code: 'endpoint-unavailable',
      message: 'classifier 1 answered 503',
      retryable: true,
    });
  });

  it('ends before its batch would be ended', async () => {
    const { execute } = await setup({ '/detect': () => undefined }, { runtime: { timeoutMs: 300 } });
    const start = performance.now();
    const [output] = await execute([await halves('red', 'blue')]);
    expect(objectsOf(output)).toMatchObject({ code: 'endpoint-timeout' });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('tells how far each picture is, and notes where its time went', async () => {
    const { execute, reports } = await setup();
    const outputs = await execute([await halves('red', 'blue'), await halves('blue', 'blue')]);
    const first = reports
      .filter(({ jobId }) => jobId === 'job-0')
      .map(({ step, done, total }) => [step, done, total]);
    expect(first).toEqual([
      ['detect', 0, 1],
      ['detect', 1, 1],
      ['ensemble a', 0, 2],
      ['ensemble a', 1, 2],
      ['ensemble a', 2, 2],
      ['classify 2', 0, 1],
      ['classify 2', 1, 1],
    ]);
    const [one, two] = outputs.map(({ timings }) => timings);
    expect(one!.steps?.map(({ name, count }) => [name, count])).toEqual([
      ['detect', 1],
      ['ensemble a', 2],
      ['classify 2', 1],
    ]);
    expect(two!.steps?.at(-1)).toMatchObject({ name: 'classify 2', count: 0 });
    const sum = one!.steps!.reduce((ms, step) => ms + step.ms, 0);
    expect(Math.abs(one!.inferMs - sum)).toBeLessThan(0.1);
  });
});
