import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../shared/catalog.ts';
import { parseParams } from '../../../shared/domain/params.ts';
import type { SleepStagingParams } from '../../../shared/domain/sleep-params.ts';
import { type SleepStagingResult, sleepStagingResultSchema } from '../../../shared/domain/sleep-result.ts';
import { executeSamples } from '../../../worker/compute/execute-samples.ts';
import { loadModels } from '../../../worker/compute/load-models.ts';
import type { LoadedStager } from '../../../worker/compute/loaded-model.ts';
import { type EdfFileSignal, edfFile } from '../../support/edf-file.ts';
import { FIXTURES, hasFixtures, readCases } from '../../support/fixtures.ts';
import { inPieces } from '../../support/in-pieces.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const SAMPLE = readFileSync(path.join(ROOT, 'models/sleep/sample/short-night.edf'));
const SAMPLE_START = Date.parse('2026-01-01T23:00:00Z') / 1000;

let sleep: LoadedStager;
beforeAll(async () => {
  const { models, broken } = await loadCatalog(path.join(ROOT, 'models'), ['sleep']);
  expect(broken).toEqual([]);
  const { loaded, reports } = await loadModels([...models.values()], {
    readVariable: () => undefined,
    onLoading: () => {},
  });
  expect(reports.map(({ error }) => error)).toEqual([null]);
  sleep = loaded.get('sleep') as LoadedStager;
});

async function run(recording: Uint8Array | AsyncIterable<Uint8Array> | undefined, params: object = {}) {
  const isBytes = recording instanceof Uint8Array;
  const sample = {
    jobId: 'j',
    attempt: 1,
    bytes: isBytes ? recording : null,
    mediaType: '',
    params: parseParams('sleep-staging', params),
  };
  const [output] = await executeSamples(sleep, [sample], {
    readBlob: async () => undefined,
    streamBlob: async () => (isBytes ? undefined : recording),
    writeArtifact: async () => {},
  });
  return output!;
}

async function stage(recording: Uint8Array | AsyncIterable<Uint8Array>, params: object = {}) {
  const output = await run(recording, params);
  if (!output.ok) throw new Error(output.error.message);
  return output.result as SleepStagingResult;
}

/** The sample with what was measured over these seconds taken out, so that its records have gaps. */
function withGap(from: number, to: number): Buffer {
  const volts = (channel: number) => (i: number) =>
    SAMPLE.readInt16LE(768 + 2 * (Math.floor(i / 3000) * 6000 + channel * 3000 + (i % 3000)));
  const seconds = Array.from({ length: 1320 }, (_, i) => i).filter((second) => second < from || second >= to);
  const signal = (label: string, channel: number): EdfFileSignal => ({
    label,
    samplesPerRecord: 100,
    digital: [-32_767, 32_767],
    physical: [-1638.35, 1638.35],
    at: (i) => volts(channel)(seconds[Math.floor(i / 100)]! * 100 + (i % 100)),
  });
  const clock: EdfFileSignal = {
    label: 'EDF Annotations',
    samplesPerRecord: 10,
    text: (record) => `+${seconds[record]}\x14\x14\0`,
  };
  const signals = [signal('EEG Fpz-Cz', 0), signal('EEG Pz-Oz', 1), clock];
  return edfFile({ kind: 'EDF+D', records: seconds.length, signals, start: ['01.01.26', '23.00.00'] });
}

/** Made by `training/sleep/reference.py` with scipy and torch, from the same file. */
const REFERENCE = JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures/sleep-sample.json'), 'utf8')) as {
  stages: string[];
  probabilities: number[][];
  decibels: [number[], number[]][];
};

describe('the sample night', () => {
  it('goes the way that scipy and torch take it: spectra to 0.01 dB, probabilities to 1e-4, the same stages', async () => {
    const result = await stage(SAMPLE);
    expect(sleepStagingResultSchema.parse(result)).toEqual(result);
    expect(result.stages).toEqual(REFERENCE.stages);
    result.probabilities.forEach((row, epoch) => {
      for (const [i, p] of row.entries())
        expect(Math.abs(p - REFERENCE.probabilities[epoch]![i]!)).toBeLessThan(1e-4);
    });
    for (const [c, { decibels }] of result.spectrogram.channels.entries())
      decibels.forEach((row, epoch) => {
        for (const [i, decibel] of row.entries())
          expect(Math.abs(decibel - REFERENCE.decibels[epoch]![c]![i]!)).toBeLessThanOrEqual(0.0101);
      });
  });

  it('comes with its times, its subject and its report', async () => {
    const result = await stage(SAMPLE, { age: 30, sex: 'F' });
    expect(result.recording).toEqual({
      format: 'edf',
      startTime: SAMPLE_START,
      endTime: SAMPLE_START + 1320,
      bedTime: SAMPLE_START,
      wakeUpTime: SAMPLE_START + 1320,
      channels: [
        { name: 'EEG Fpz-Cz', sampleRate: 100 },
        { name: 'EEG Pz-Oz', sampleRate: 100 },
      ],
      missingSeconds: 0,
      missingEpochs: [],
    });
    expect(result.subject).toEqual({ age: 30, sex: 'F' });
    expect(result.report).toMatchObject({ sleepOnset: SAMPLE_START + 150, WTime: 270, N3Time: 240 });
  });

  it('is cut to the time in bed, in whole epochs', async () => {
    const result = await stage(SAMPLE, { bedTime: '2026-01-02T00:02:00+01:00', wakeUp: SAMPLE_START + 1000 });
    expect(result.stages.length).toBe(29);
    expect(result.probabilities.length).toBe(29);
    expect(result.spectrogram.channels.map(({ decibels }) => decibels.length)).toEqual([29, 29]);
    expect(result.recording).toMatchObject({ bedTime: SAMPLE_START + 120, wakeUpTime: SAMPLE_START + 1000 });
    const first = result.stages.findIndex((stage) => stage !== 'W');
    expect(result.report.sleepOnset).toBe(SAMPLE_START + 120 + 30 * first);
  });

  it('is the same night with twice the gain', async () => {
    const louder = Buffer.from(SAMPLE);
    for (const [at, value] of [
      [256 + 208, '-3276.70'],
      [256 + 224, '3276.70'],
    ] as const)
      louder.write(value.padEnd(8) + value.padEnd(8), at, 'latin1');
    const [plain, loud] = [await stage(SAMPLE), await stage(louder)];
    expect(loud.stages).toEqual(plain.stages);
    const [quietest, loudest] = [plain, loud].map((r) => r.spectrogram.channels[0]!.decibels[9]![9]!);
    expect(loudest! - quietest!).toBeCloseTo(20 * Math.log10(2), 1);
  });

  it('bridges a gap: what is known keeps its time, and an epoch that is not follows its neighbours', async () => {
    const whole = await stage(SAMPLE);
    // Epochs 10 and 11 of N2, and a fifth of epoch 12.
    const { stages, probabilities, recording } = await stage(withGap(300, 366));
    expect(recording).toMatchObject({ missingSeconds: 66, missingEpochs: [10, 11] });
    expect(probabilities[10]).toEqual(Array(5).fill(0.2));
    expect(stages.slice(9, 14)).toEqual(['N2', 'N2', 'N2', 'N2', 'N2']);
    const same = stages.filter((stage, i) => stage === whole.stages[i]).length;
    expect(same / stages.length).toBeGreaterThan(0.95);
  });

  it('leaves out what an electrode that came loose has given, and is refused when there is nothing else', async () => {
    const loose = (fromEpoch: number) => {
      const flat = Buffer.from(SAMPLE);
      for (let epoch = fromEpoch; epoch < 44; epoch++)
        flat.fill(7, 768 + epoch * 12_000 + 6000, 768 + (epoch + 1) * 12_000);
      return flat;
    };
    const { stages, recording } = await stage(loose(35));
    expect(recording.missingEpochs).toEqual([35, 36, 37, 38, 39, 40, 41, 42, 43]);
    const whole = await stage(SAMPLE);
    expect(stages.slice(0, 30).filter((stage, i) => stage === whole.stages[i]).length).toBeGreaterThan(27);
    expect(await run(loose(0))).toMatchObject({ ok: false, error: { code: 'invalid-recording' } });
    const rows = Array.from({ length: 4000 }, (_, i) => (i < 20 ? `${i}, 1, 2` : `${i}, 1, nan`));
    const text = ['%OpenBCI Raw EXG Data', '%Sample Rate = 100 Hz', ...rows].join('\n');
    const output = await run(Buffer.from(text), { streamStart: 0, bedTime: 1 });
    expect(output).toMatchObject({
      ok: false,
      error: {
        code: 'invalid-recording',
        message: expect.stringMatching(/No epoch/),
        retryable: false,
      },
    });
  });
});

describe('what is wrong with an input', () => {
  it('ends its job for good, and says why', async () => {
    const cases: [Uint8Array | undefined, object, string][] = [
      [Buffer.from('hello\nworld'), {}, 'unsupported-media-type'],
      [SAMPLE.subarray(0, 400_000), {}, 'invalid-recording'],
      [SAMPLE, { wakeUp: SAMPLE_START + 1321 }, 'invalid-params'],
      [SAMPLE, { channels: ['C3', 'C4'] }, 'invalid-params'],
    ];
    for (const [recording, params, code] of cases)
      expect(await run(recording && inPieces(recording), params)).toMatchObject({
        ok: false,
        error: { code, retryable: false },
      });
    expect(await run(undefined)).toMatchObject({ ok: false, error: { code: 'input-missing' } });
  });

  it('lets go of the file', async () => {
    const stream = createReadStream(path.join(ROOT, 'package.json'));
    expect(await run(stream)).toMatchObject({ ok: false });
    expect(stream.destroyed).toBe(true);
  });
});

type HttpCase = {
  id: string;
  multipart_file?: string | null;
  fields?: Record<string, string>;
  expect: {
    status: number;
    epochs?: { timestamps: number[]; n_stages: number };
    n_stages?: number;
    metadata?: Record<string, number>;
    subject?: object;
  };
};

/** What the same request would be here; undefined for what only a form can get wrong. */
function paramsOf(fields: Record<string, string>): SleepStagingParams | undefined {
  const { stream_start, bedtime, wakeup, age, sex } = fields;
  if (![stream_start, bedtime, wakeup, age].every((text) => /^\d+$/.test(text ?? ''))) return undefined;
  if (sex !== 'F' && sex !== 'M') return undefined;
  return {
    streamStart: Number(stream_start),
    bedTime: Number(bedtime),
    wakeUp: Number(wakeup),
    age: Number(age),
    sex,
    skipFirstRow: true,
  };
}

describe.skipIf(!hasFixtures)('requests to the sleep server of others', () => {
  const { cases } = readCases<{ cases: HttpCase[] }>('polydodo/http_cases.json', { cases: [] });
  const replayable = cases.filter(
    ({ multipart_file, fields }) => multipart_file && fields && paramsOf(fields),
  );
  // Bounds of theirs that are theirs alone: ages, the ending of a name, a night that begins with its recording.
  const ours = replayable.filter(
    ({ id }) => !/^(age 11|bad extension|bedtime == stream_start|bed span exactly)/.test(id),
  );

  it.each(ours)('$id', async ({ multipart_file: file, fields, expect: wanted }) => {
    const stream = createReadStream(path.join(FIXTURES, 'polydodo', file!));
    const ended = await stage(stream, paramsOf(fields!)).catch(() => undefined);
    expect(ended === undefined).toBe(wanted.status !== 200);
    if (!ended) return;
    const stages = wanted.epochs?.n_stages ?? wanted.n_stages;
    if (stages !== undefined) expect(ended.stages.length).toBe(stages);
    if (!wanted.metadata) return;
    const { startTime, endTime, bedTime, wakeUpTime } = ended.recording;
    expect({
      sessionStartTime: startTime,
      sessionEndTime: endTime,
      totalSessionTime: Number((endTime - startTime).toFixed(3)),
      bedTime,
      wakeUpTime,
      totalBedTime: wakeUpTime - bedTime,
    }).toEqual(wanted.metadata);
    expect(ended.subject).toEqual(wanted.subject);
    expect(wanted.epochs!.timestamps).toEqual(ended.stages.map((_, i) => bedTime + 30 * i));
    expect(ended.spectrogram.frequencies.length).toBe(75);
  });

  it('are mostly replayed', () => {
    expect(ours.length).toBeGreaterThanOrEqual(12);
  });
});
