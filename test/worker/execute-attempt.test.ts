import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import { failure } from '../../shared/domain/job-error.ts';
import type { Attempt } from '../../shared/jobs/claim-jobs.ts';
import type { Settlement } from '../../shared/jobs/settle-attempts.ts';
import type { BatchedOutput } from '../../worker/batcher.ts';
import type { SampleOutput } from '../../worker/compute/protocol.ts';
import { type AttemptDeps, executeAttempt } from '../../worker/execute-attempt.ts';
import { testModel } from '../support/test-model.ts';

const MODEL = testModel({ name: 'add', version: '3', task: 'tensors' }, { sha256: 'model-hash' });
const TIMINGS = { decodeMs: 1, inferMs: 2, postprocessMs: 3 };
const RESULT = { outputs: [] };
const batched = (output: SampleOutput): BatchedOutput => ({ output, batchSize: 4, batchWaitMs: 5 });
const OK = batched({ ok: true, result: RESULT, artifacts: [], timings: TIMINGS });

function attempt(more: Partial<Attempt> = {}): Attempt {
  return {
    id: 'job',
    model: 'add',
    attempt: 1,
    failures: 0,
    params: {},
    inputSha256: 'input-hash',
    inputMediaType: 'application/json',
    inputStore: 'inline',
    createdAt: '',
    acceptMs: 10,
    queueMs: 20,
    inlineInput: null,
    ...more,
  };
}

function setup(run: () => Promise<BatchedOutput>, settle?: AttemptDeps['settle']) {
  const settled: Settlement[] = [];
  const calls: { alone: boolean }[] = [];
  const deps: AttemptDeps = {
    workerId: 'w',
    runtime: () => 'runtime 1',
    runInBatch: (_model, _sample, options) => {
      calls.push(options);
      return run();
    },
    settle:
      settle ??
      (async (make) => {
        settled.push(make());
        return { id: 'job', model: 'add', rank: 0, status: 'succeeded', isShared: false };
      }),
  };
  return { settled, calls, execute: (more?: Partial<Attempt>) => executeAttempt(attempt(more), MODEL, deps) };
}

describe('executeAttempt', () => {
  it('settles a result with its receipt and its ledger', async () => {
    const { settled, execute } = setup(async () => OK);
    const ended = await execute();
    expect(ended.settled?.status).toBe('succeeded');
    expect(settled).toMatchObject([
      {
        id: 'job',
        attempt: 1,
        outcome: {
          kind: 'succeeded',
          result: RESULT,
          receipt: {
            model: 'add',
            modelVersion: '3',
            modelSha256: 'model-hash',
            inputSha256: 'input-hash',
            runtime: 'runtime 1',
            provider: 'cpu',
          },
        },
        timings: {
          acceptMs: 10,
          queueMs: 20,
          batchWaitMs: 5,
          ...TIMINGS,
          batchSize: 4,
          attempt: 1,
          worker: 'w',
        },
      },
    ]);
    expect(settled[0]?.timings.storeMs).toBeGreaterThanOrEqual(0);
    expect(settled[0]?.timings.totalMs).toBeGreaterThanOrEqual(30);
  });

  it('ends a job at once whose own input is bad', async () => {
    const error = failure('invalid-image', 'damaged');
    const { settled, execute } = setup(async () => batched({ ok: false, error, timings: TIMINGS }));
    await execute();
    expect(settled[0]?.outcome).toEqual({ kind: 'failed', error });
  });

  it('tries again what met a crash, and counts it against the job', async () => {
    const crash = () => Promise.reject(new AppError('worker-crashed', 'crashed'));
    const first = setup(crash);
    await first.execute();
    expect(first.settled[0]).toMatchObject({
      outcome: { kind: 'retry', blamed: true, delayMs: 0 },
      timings: { batchSize: 0, inferMs: 0 },
    });
    const third = setup(crash);
    await third.execute({ attempt: 3, failures: 2 });
    expect(third.settled[0]?.outcome).toMatchObject({ kind: 'failed', error: { code: 'worker-crashed' } });
  });

  it('runs a sample alone that has already cost something, and only then', async () => {
    const { calls, execute } = setup(async () => OK);
    await execute();
    await execute({ attempt: 5 });
    await execute({ attempt: 2, failures: 1 });
    expect(calls).toEqual([{ alone: false }, { alone: false }, { alone: true }]);
  });

  it('never lets the text of an unknown error out', async () => {
    const { settled, execute } = setup(() => Promise.reject(new Error('secret path /srv')));
    await execute();
    expect(JSON.stringify(settled)).not.toContain('secret');
    expect(settled[0]?.outcome).toMatchObject({ error: { code: 'internal', message: 'Internal error' } });
  });

  it('says that it was fenced by settling nothing', async () => {
    const { execute } = setup(
      async () => OK,
      async () => undefined,
    );
    expect((await execute()).settled).toBeUndefined();
  });

  it('ends a job whose result the database refuses', async () => {
    const written: Settlement[] = [];
    const { execute } = setup(
      async () => OK,
      async (make) => {
        const settlement = make();
        if (settlement.outcome.kind === 'succeeded') throw Object.assign(new Error('NUL'), { code: '22P05' });
        written.push(settlement);
        return { id: 'job', model: 'add', rank: 0, status: 'failed', isShared: false };
      },
    );
    expect((await execute()).settled?.status).toBe('failed');
    expect(written[0]?.outcome).toMatchObject({ kind: 'failed', error: { code: 'internal' } });
  });

  it('leaves the job to its lease when the database stays away', async () => {
    const { execute } = setup(
      async () => OK,
      () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })),
    );
    await expect(execute()).rejects.toThrow('away');
  });
});
