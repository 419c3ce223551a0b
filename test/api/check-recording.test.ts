import { describe, expect, it } from 'vitest';
import { checkRecording } from '../../api/check-recording.ts';
import { uploadBounds } from '../../api/upload/max-bytes.ts';
import type { Model } from '../../shared/catalog.ts';
import type { SleepStagingParams } from '../../shared/domain/sleep-params.ts';
import { edfFile } from '../support/edf-file.ts';

const START = Date.parse('2020-02-23T05:38:00Z') / 1000;
const SIGNALS = ['EEG Fpz-Cz', 'EEG Pz-Oz'].map((label) => ({ label, samplesPerRecord: 100 }));
const EDF = edfFile({ signals: SIGNALS, records: 600 });

/** As an upload shows it: its first bytes, and how many there are. */
function check(file: Uint8Array, params: SleepStagingParams = {}) {
  return checkRecording({ head: file.subarray(0, 16_384), sizeBytes: file.length }, params);
}

function refusal(file: Uint8Array, params?: SleepStagingParams): string {
  try {
    return check(file, params);
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
}

const text = (...lines: string[]) => Buffer.from([...lines, ...Array(2000).fill('1, 2.5, 3.5')].join('\n'));

describe('what the first bytes of a recording show', () => {
  it('is its kind', () => {
    expect(check(EDF)).toBe('application/x-edf');
    expect(check(text('%OpenBCI Raw EXG Data', '%Sample Rate = 250 Hz'), { streamStart: 0 })).toBe(
      'text/csv',
    );
  });

  it.each<[string, Uint8Array, SleepStagingParams, RegExp]>([
    ['no recording', text('a, b, c'), { streamStart: 0 }, /^unsupported-media-type: .*is not one/],
    ['a BDF', Buffer.from('\xffBIOSEMI', 'latin1'), {}, /^unsupported-media-type: .*is BDF/],
    ['no rate', text('%OpenBCI Raw EXG Data'), { streamStart: 0 }, /^invalid-recording: .*Sample Rate/],
    [
      'no start',
      text('%OpenBCI Raw EXG Data', '%Sample Rate = 250 Hz'),
      {},
      /^invalid-params: params\.streamStart/,
    ],
    ['records that are missing', EDF.subarray(0, 100_000), {}, /^invalid-recording: .*cut short: 352 of 600/],
    ['a header without an end', EDF.subarray(0, 600), {}, /^invalid-recording: The file ends within/],
    ['a night behind its end', EDF, { wakeUp: START + 601 }, /^invalid-params: params\.wakeUp: is 1 s after/],
    ['a bed time before its start', EDF, { bedTime: START - 1 }, /^invalid-params: params\.bedTime/],
    ['a channel that it has not', EDF, { channels: ['C3', 0] }, /^invalid-params: params\.channels: .*"C3"/],
  ])('refuses %s', (_, file, params, message) => {
    expect(refusal(file, params)).toMatch(message);
  });

  it('leaves to the worker what lies further back', () => {
    const many = Array.from({ length: 80 }, (_, i) => ({ label: `EEG ${i}`, samplesPerRecord: 100 }));
    expect(check(edfFile({ signals: many, records: 40 }), { wakeUp: START + 1e6 })).toBe('application/x-edf');
  });
});

describe('uploadBounds', () => {
  it('lets a recording be larger than other uploads, where its model says so', () => {
    const model = (name: string, task: string) =>
      ({ manifest: { name, task, input: { maxBytes: 500 } } }) as unknown as Model;
    const models = new Map(
      [model('sleep', 'sleep-staging'), model('digits', 'image-classification')].map((m) => [
        m.manifest.name,
        m,
      ]),
    );
    const { maxBytesOf, mostBytes } = uploadBounds({ models, find: (name) => models.get(name) }, 100);
    expect(['sleep', 'digits', 'nobody', undefined].map(maxBytesOf)).toEqual([500, 100, 100, 100]);
    expect(mostBytes).toBe(500);
  });
});
