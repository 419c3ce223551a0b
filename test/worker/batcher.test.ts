import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model } from '../../shared/catalog.ts';
import { manifestSchema } from '../../shared/domain/manifest.ts';
import { Batcher, type BatchReport } from '../../worker/batcher.ts';
import type { SampleInput, SampleOutput } from '../../worker/compute/protocol.ts';
import { testModel } from '../support/test-model.ts';

const OUTPUT: SampleOutput = {
  ok: true,
  result: { outputs: [] },
  artifacts: [],
  timings: { decodeMs: 0, inferMs: 0, postprocessMs: 0 },
};

function model(name: string, batch: object = {}): Model {
  return testModel({ name, task: 'tensors', batch: { maxSize: 4, ...batch } });
}

const sample = (jobId: string): SampleInput => ({
  jobId,
  attempt: 1,
  bytes: null,
  mediaType: '',
  params: {},
});

/** A pool of `children`, whose batches end when they are told to. */
function setup({ children = 1 } = {}) {
  const runs: { model: string; ids: string[]; end: (error?: Error) => void }[] = [];
  const reports: BatchReport[] = [];
  let idle = children;
  const batcher: Batcher = new Batcher(
    {
      size: children,
      get hasIdle() {
        return idle > 0;
      },
      run: (m, samples) =>
        new Promise((resolve, reject) => {
          idle--;
          const end = (error?: Error) => {
            idle++;
            if (error) reject(error);
            else resolve(samples.map(() => OUTPUT));
            batcher.pump();
          };
          runs.push({ model: m.manifest.name, ids: samples.map((s) => s.jobId), end });
        }),
    },
    (report) => reports.push(report),
  );
  const add = (m: Model, id: string, options: { alone?: boolean } = {}) => {
    const added = batcher.add(m, sample(id), options);
    added.catch(() => {});
    return added;
  };
  return { batcher, runs, reports, add, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('Batcher', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('starts a sample at once while a child is idle, together with what came in the same turn', async () => {
    const { runs, reports, add, pass } = setup();
    const both = [add(model('a'), '1'), add(model('a'), '2')];
    await pass(0);
    expect(runs.map((r) => r.ids)).toEqual([['1', '2']]);
    runs[0]?.end();
    expect(await Promise.all(both)).toMatchObject([{ batchSize: 2 }, { batchSize: 2, output: OUTPUT }]);
    expect(reports).toMatchObject([{ model: 'a', size: 2, reason: 'idle' }]);
  });

  it('gathers a batch while the children are busy, and no more than maxSize', async () => {
    const { runs, add, pass } = setup();
    add(model('a'), '0');
    await pass(0);
    for (const id of ['1', '2', '3', '4', '5']) add(model('a'), id);
    await pass(50);
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await pass(0);
    expect(runs[1]?.ids).toEqual(['1', '2', '3', '4']);
    runs[1]?.end();
    await pass(0);
    expect(runs[2]?.ids).toEqual(['5']);
  });

  it('keeps a sample waiting for company as long as the model allows, while a child is idle', async () => {
    const { runs, reports, add, pass } = setup();
    add(model('a', { maxDelayMs: 20 }), '1');
    await pass(19);
    expect(runs).toEqual([]);
    await pass(1);
    expect(runs.map((r) => r.ids)).toEqual([['1']]);
    runs[0]?.end();
    await pass(0);
    expect(reports).toMatchObject([{ reason: 'delay' }]);
  });

  it('lets a full batch go before its time', async () => {
    const { runs, reports, add, pass } = setup();
    for (const id of ['1', '2', '3', '4']) add(model('a', { maxDelayMs: 1000 }), id);
    await pass(0);
    runs[0]?.end();
    await pass(0);
    expect(reports).toMatchObject([{ size: 4, reason: 'full' }]);
  });

  it('never holds a sample back while a child is idle, though another runs a batch of its model', async () => {
    const { runs, add, pass } = setup({ children: 2 });
    add(model('a', { maxSize: 32 }), '0');
    await pass(0);
    add(model('a', { maxSize: 32 }), '1');
    await pass(0);
    expect(runs.map((r) => r.ids)).toEqual([['0'], ['1']]);
  });

  it('serves the model first whose oldest sample has waited longest', async () => {
    const { runs, add, pass } = setup();
    add(model('a'), 'a0');
    await pass(0);
    add(model('b'), 'b1');
    await pass(5);
    add(model('a'), 'a1');
    await pass(5);
    runs[0]?.end();
    await pass(0);
    expect(runs[1]?.ids).toEqual(['b1']);
  });

  it('keeps a suspected sample alone, wherever it stands in the line', async () => {
    const { runs, add, pass } = setup();
    add(model('a'), '0');
    await pass(0);
    for (const [id, alone] of [
      ['1', false],
      ['2', true],
      ['3', false],
    ] as const)
      add(model('a'), id, { alone });
    await pass(0);
    for (let i = 0; i < 4; i++) {
      runs[i]?.end();
      await pass(10);
    }
    expect(runs.map((r) => r.ids)).toEqual([['0'], ['1'], ['2'], ['3']]);
  });

  it('tells every sample of a batch that failed, and goes on', async () => {
    const { runs, reports, add, pass } = setup();
    const both = Promise.allSettled([add(model('a'), '1'), add(model('a'), '2')]);
    await pass(0);
    runs[0]?.end(new Error('crashed'));
    expect((await both).map((r) => r.status)).toEqual(['rejected', 'rejected']);
    expect(reports).toEqual([]);
    add(model('a'), '3');
    await pass(0);
    expect(runs[1]?.ids).toEqual(['3']);
  });

  it('bounds a batch to about 100 ms, by the manifest or by what was measured', async () => {
    const { batcher, runs, add, pass } = setup();
    expect(batcher.maxBatchSize(model('known', { maxSize: 64, msPerSample: 30 }))).toBe(3);
    expect(batcher.maxBatchSize(model('slow', { maxSize: 64, msPerSample: 500 }))).toBe(1);
    const measured = model('measured', { maxSize: 64 });
    expect(batcher.maxBatchSize(measured)).toBe(64);
    for (const id of ['1', '2']) add(measured, id);
    await pass(0);
    await pass(80);
    runs[0]?.end();
    await pass(0);
    expect(batcher.maxBatchSize(measured)).toBe(2);
  });

  it('lets a bell name as many as run in 100 ms: more than a batch of a fast model, fewer of a slow one', () => {
    const { batcher } = setup();
    expect(batcher.bellSize(model('unknown', { maxSize: 64 }))).toBe(64);
    expect(batcher.bellSize(model('fast', { maxSize: 8, msPerSample: 1 }))).toBe(100);
    expect(batcher.bellSize(model('fastest', { maxSize: 8, msPerSample: 0.1 }))).toBe(128);
    expect(batcher.bellSize(model('slow', { maxSize: 8, msPerSample: 40 }))).toBe(2);
  });

  const remote = (name: string, maxSize: number, concurrency: number): Model => {
    const http = { url: 'https://far.example/', concurrency };
    const manifest = manifestSchema.parse({
      name,
      task: 'pipeline',
      batch: { maxSize },
      steps: { detect: { http } },
    });
    return { ...model(name), manifest };
  };

  it('leaves a child to the models that are here, however much waits for those elsewhere', async () => {
    const { runs, add, pass } = setup({ children: 3 });
    for (const id of ['1', '2', '3', '4']) add(remote('far', 1, 1), id);
    await pass(0);
    expect(runs.map((r) => r.model)).toEqual(['far', 'far']);
    add(model('here'), '5');
    await pass(0);
    expect(runs.map((r) => r.model)).toEqual(['far', 'far', 'here']);
    runs[0]?.end();
    await pass(0);
    expect(runs.map((r) => r.model)).toEqual(['far', 'far', 'here', 'far']);
    const { runs: alone, add: addAlone } = setup({ children: 1 });
    addAlone(remote('far', 1, 1), '1');
    await pass(0);
    expect(alone.length).toBe(1);
  });

  it('runs as many together as a far end may be asked at a time, however long it takes', async () => {
    const { batcher, runs, add, pass } = setup();
    const far = remote('far', 8, 3);
    expect([batcher.maxBatchSize(far), batcher.bellSize(far)]).toEqual([3, 3]);
    add(far, '1');
    await pass(0);
    await pass(5000);
    runs[0]?.end();
    await pass(0);
    expect(batcher.maxBatchSize(far)).toBe(3);
    expect(batcher.maxBatchSize(remote('few', 2, 50))).toBe(2);
  });

  it('gives back what no child has begun when it is stopped', async () => {
    const { batcher, runs, add, pass } = setup();
    const begun = add(model('m', { maxSize: 1 }), 'a');
    await pass(0);
    const waiting = add(model('m', { maxSize: 1 }), 'b');
    await pass(0);
    batcher.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'worker-lost' });
    runs[0]!.end();
    await expect(begun).resolves.toMatchObject({ batchSize: 1 });
    expect(runs).toHaveLength(1);
  });
});
