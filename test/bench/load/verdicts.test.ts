import { describe, expect, test } from 'vitest';
import { isClean } from '../../../bench/load/describe-load.ts';
import type { LoadResult } from '../../../bench/load/load-result.ts';
import { type LoadOptions, MODES, parseOptions } from '../../../bench/load/options.ts';
import { runLoad } from '../../../bench/load/run-load.ts';
import type { Fate } from './fake-job.ts';
import { startFakePenstock } from './fake-penstock.ts';

/** Ten requests, of which the third and the seventh are served badly. */
async function loadWith(
  fate: Fate,
  { args = [], pageSize = 3 }: { args?: string[]; pageSize?: number } = {},
): Promise<LoadResult> {
  await using server = await startFakePenstock((n) => (n === 3 || n === 7 ? fate : 'served'), { pageSize });
  return await runLoad(optionsFor(server.url, ['-N', '5', '-R', '2', '-T', '0', ...args]));
}

function optionsFor(url: string, args: readonly string[]): LoadOptions {
  const options = parseOptions(['--url', url, ...args]);
  if (!options) throw new Error('Help was asked for');
  return options;
}

const CLEAN = {
  sent: 10,
  accepted: 10,
  refused: 0,
  succeeded: 10,
  failed: 0,
  lost: 0,
  duplicated: 0,
  wrong: 0,
};

describe.each(MODES)('in mode %s', (mode) => {
  test.each<[string, Fate, Partial<LoadResult['counts']>]>([
    ['an honest server', 'served', {}],
    ['jobs that fail', 'fails', { succeeded: 8, failed: 2 }],
    ['submissions refused with 429', 'refused', { accepted: 8, refused: 2, succeeded: 8 }],
    ['jobs that are forgotten', 'forgotten', mode === 'wait' ? { lost: 2 } : { lost: 2, succeeded: 8 }],
    ['one id for two submissions', 'same-id', { duplicated: 2, succeeded: 8 }],
    ['two jobs for one submission', 'doubled', { duplicated: 2 }],
    ['jobs with the sha256 of another input', 'other-input', { wrong: 2 }],
    ['receipts for another input', 'other-receipt', { wrong: 2 }],
    ['jobs of another model', 'other-model', { wrong: 2 }],
    ['another label than --expect', 'other-label', { wrong: 2 }],
    ['success without a result', 'without-result', { wrong: 2 }],
  ])('%s is counted as it is', async (_, fate, counts) => {
    const result = await loadWith(fate, { args: ['--mode', mode, '--expect', '7'] });
    expect(result.counts).toEqual({ ...CLEAN, ...counts });
    expect(result.errors).toEqual({});
    const { lost, duplicated, wrong } = result.counts;
    expect(isClean(result)).toBe(lost + duplicated + wrong === 0);
  });

  test('jobs that never end are lost when the time to settle is over', async () => {
    const result = await loadWith('never-ends', { args: ['--mode', mode, '--settle', '1'] });
    expect(result.counts).toEqual({ ...CLEAN, succeeded: 8, lost: 2 });
  });

  test('what was submitted over a broken connection is an error, whether or not it made its one job', async () => {
    for (const fate of ['cut-before', 'cut-after'] as const) {
      const result = await loadWith(fate, { args: ['--mode', mode] });
      expect(result.counts).toEqual({ ...CLEAN, accepted: 8, succeeded: 8 });
      expect(result.errors).toEqual({ 'POST UND_ERR_SOCKET': 2 });
    }
  });

  test('an answer that is neither acceptance nor refusal is an error', async () => {
    const result = await loadWith('server-error', { args: ['--mode', mode] });
    expect(result.counts).toEqual({ ...CLEAN, accepted: 8, succeeded: 8 });
    expect(result.errors).toEqual({ 'POST 500': 2 });
  });
});

test('a job that starts again after its end is lost', async () => {
  expect((await loadWith('starts-again')).counts).toEqual({ ...CLEAN, lost: 2 });
});

test('a job with two different results is a duplicate', async () => {
  expect((await loadWith('fickle')).counts).toEqual({ ...CLEAN, duplicated: 2 });
});

test('a second end in one stream is a duplicate', async () => {
  expect((await loadWith('ends-twice', { args: ['--mode', 'sse'] })).counts).toEqual({
    ...CLEAN,
    duplicated: 2,
  });
});

test('a stream that breaks off is taken up again after the last event', async () => {
  const result = await loadWith('stream-breaks', { args: ['--mode', 'sse'] });
  expect(result.counts).toEqual(CLEAN);
  expect(result.errors).toEqual({});
});

test('the jobs of others are not counted', async () => {
  await using server = await startFakePenstock();
  await runLoad(optionsFor(server.url, ['-N', '4', '-R', '1']));
  const result = await runLoad(optionsFor(server.url, ['-N', '3', '-R', '1']));
  expect(result.counts).toEqual({ ...CLEAN, sent: 3, accepted: 3, succeeded: 3 });
});

test('stages and batch sizes are those of the ledgers', async () => {
  const { stages, meanBatchSize, batchSizes } = await loadWith('fails');
  expect(stages).toEqual({
    acceptMs: 1,
    queueMs: 2,
    batchWaitMs: 3,
    decodeMs: 4,
    inferMs: 5,
    postprocessMs: 6,
    storeMs: 7,
    totalMs: 28,
  });
  expect(meanBatchSize).toBe(2);
  expect(batchSizes).toEqual({ '2': 8 });
});

test('without waiting, a result takes as long as the server says', async () => {
  const { resultMs } = await loadWith('served', { args: ['--mode', 'submit'] });
  expect(resultMs?.p50).toBeGreaterThanOrEqual(250);
  expect(resultMs?.p50).toBeLessThan(1000);
});

test('a server that is away at the end is asked again, and not called clean while it does not list its jobs', async () => {
  const server = await startFakePenstock();
  const options = optionsFor(server.url, ['-N', '2', '-R', '1', '--mode', 'submit', '--settle', '0.2']);
  const result = await runLoad(options, {
    say: (line) => line.startsWith('burst 1 ended') && void server[Symbol.asyncDispose](),
  });
  expect(result.isAudited).toBe(false);
  expect(result.counts).toMatchObject({ accepted: 2, lost: 2 });
  expect(result.errors['list ECONNREFUSED']).toBeGreaterThan(0);
  expect(isClean(result)).toBe(false);
});
