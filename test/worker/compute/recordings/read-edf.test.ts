import { describe, expect, it } from 'vitest';
import type { SleepStagingParams } from '../../../../shared/domain/sleep-params.ts';
import { readRecording } from '../../../../worker/compute/recordings/read-recording.ts';
import { type EdfFileSignal, edfFile } from '../../../support/edf-file.ts';
import { inPieces } from '../../../support/in-pieces.ts';

const FPZ: EdfFileSignal = { label: 'EEG Fpz-Cz', samplesPerRecord: 100, at: (i) => (i % 1000) - 500 };
const PZ: EdfFileSignal = { label: 'EEG Pz-Oz', samplesPerRecord: 200, unit: 'mV', at: (i) => i % 77 };
const EOG: EdfFileSignal = { label: 'EOG horizontal', samplesPerRecord: 50, at: () => 1 };
const START = Date.parse('2020-02-23T05:38:00Z') / 1000;

type File = Parameters<typeof edfFile>[0];
const read = (file: Partial<File>, params: SleepStagingParams = {}, size = 997) =>
  readRecording(inPieces(edfFile({ signals: [EOG, FPZ, PZ], records: 40, ...file }), size), params);

/** A signal of times, as EDF+ has it. */
const clock = (onsets: readonly number[]): EdfFileSignal => ({
  label: 'EDF Annotations',
  samplesPerRecord: 20,
  text: (record) => `+${onsets[record]}\x14\x14\0+${onsets[record]}\x151.5\x14Arousal\x14\0`,
});

describe('an EDF file', () => {
  it('says its start, and is read in volts, each signal at its own rate, by the names of its channels', async () => {
    const { format, night, durationSeconds, channels } = await read({});
    expect({ format, night, durationSeconds }).toEqual({
      format: 'edf',
      night: { startTime: START, from: 0, to: 40 },
      durationSeconds: 40,
    });
    expect(channels.map(({ name, sampleRate, volts }) => [name, sampleRate, volts.length])).toEqual([
      ['EEG Fpz-Cz', 100, 4000],
      ['EEG Pz-Oz', 200, 8000],
    ]);
    // A step is a tenth of the unit.
    expect(channels[0].volts[7]).toBeCloseTo(-49.3e-6, 12);
    expect(channels[1].volts[7999]).toBeCloseTo(0.1e-3 * (7999 % 77), 12);
  });

  it('is the same however its bytes are cut', async () => {
    const whole = await read({}, {}, 1 << 20);
    for (const size of [1, 64, 4096]) expect(await read({}, {}, size)).toEqual(whole);
  });

  it('is cut to the night, in parts of a record', async () => {
    const { channels } = await read({}, { bedTime: START + 2.5, wakeUp: START + 35.25 });
    expect(channels.map(({ volts }) => volts.length)).toEqual([3275, 6550]);
    expect(channels[0].volts[0]).toBeCloseTo((250 - 500) * 1e-7, 12);
  });

  it('may be one whose writer did not say how many records there are', async () => {
    expect((await read({ saysRecords: -1 })).durationSeconds).toBe(40);
  });

  it('with gaps keeps its time; what lies in them is missing', async () => {
    const onsets = Array.from({ length: 40 }, (_, i) => (i < 10 ? i : i + 3.5));
    const { durationSeconds, channels } = await read({ kind: 'EDF+D', signals: [FPZ, clock(onsets), PZ] });
    expect(durationSeconds).toBe(43.5);
    const { volts } = channels[0];
    expect(volts.length).toBe(4350);
    expect(volts.findIndex(Number.isNaN)).toBe(1000);
    expect(volts.findLastIndex(Number.isNaN)).toBe(1349);
    expect(volts[1350]).toBeCloseTo(((1000 % 1000) - 500) * 1e-7, 12);
    expect(channels[1].volts.filter(Number.isNaN).length).toBe(700);
  });

  it('takes the only two channels that there are, whatever they are called', async () => {
    const { channels } = await read({
      signals: [
        { ...FPZ, label: 'A1' },
        { ...PZ, label: 'A2' },
      ],
    });
    expect(channels.map(({ name }) => name)).toEqual(['A1', 'A2']);
  });

  it.each<[string, string, Partial<File>, SleepStagingParams, RegExp]>([
    [
      'records that overlap',
      'invalid-recording',
      { kind: 'EDF+D', signals: [FPZ, PZ, clock([0, 0.5, ...Array(38).fill(9)])] },
      {},
      /record 1 begins before/,
    ],
    [
      'records without a time',
      'invalid-recording',
      { kind: 'EDF+D', signals: [FPZ, PZ, { ...clock([]), text: () => 'x' }] },
      {},
      /does not say when/,
    ],
    ['EDF+D without annotations', 'invalid-recording', { kind: 'EDF+D' }, {}, /no annotations/],
    [
      'a gap of years',
      'invalid-recording',
      { kind: 'EDF+D', signals: [FPZ, PZ, clock([0, 1e9, ...Array(38).fill(2e9)])] },
      {},
      /More than \d+ samples/,
    ],
    [
      'only annotations',
      'invalid-recording',
      { signals: [clock(Array(40).fill(0))], kind: 'EDF+C' },
      {},
      /only annotations/,
    ],
    [
      'records that are not there',
      'invalid-recording',
      { saysRecords: 50 },
      {},
      /10 of 50 data records are missing/,
    ],
    [
      'a unit that is no voltage',
      'invalid-recording',
      { signals: [FPZ, { ...PZ, unit: 'degC' }] },
      {},
      /"EEG Pz-Oz" is not in V/,
    ],
    [
      'bounds without room',
      'invalid-recording',
      { signals: [FPZ, { ...PZ, digital: [5, 5] }] },
      {},
      /bounds of signal 1/,
    ],
    ['a start that is none', 'invalid-recording', { start: ['31.02.20', '05.38.00'] }, {}, /31\.02\.20/],
    ['negative records', 'invalid-recording', { saysRecords: -7 }, {}, /-7 data records/],
    [
      'a rate too low',
      'invalid-recording',
      {},
      { channels: ['EOG horizontal', 'EEG Pz-Oz'] },
      /has 50 samples a second/,
    ],
    [
      'many channels and none by the usual names',
      'invalid-params',
      { signals: [EOG, { ...FPZ, label: 'C3' }, { ...PZ, label: 'C4' }] },
      {},
      /say which two to take; there is 0 "EOG/,
    ],
    ['a channel that is not there', 'invalid-params', {}, { channels: [0, 3] }, /there is no 3/],
    ['a night outside', 'invalid-params', {}, { wakeUp: START + 41 }, /1 s after the recording ends/],
  ])('with %s is refused as %s', async (_, code, file, params, message) => {
    await expect(read(file, params)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('has names fit to be shown, whatever stands in them', async () => {
    const { channels } = await read({
      signals: [
        { ...FPZ, label: 'A\0\x07' },
        { ...PZ, label: 'B\n' },
      ],
    });
    expect(channels.map(({ name }) => name)).toEqual(['A??', 'B?']);
  });

  it('with records too large for memory is refused', async () => {
    const signals = [FPZ, { ...PZ, samplesPerRecord: 200 }];
    const file = edfFile({ signals, records: 40 });
    file.write('40000000', 256 + 216 * 2 + 8);
    await expect(readRecording(inPieces(file), {})).rejects.toMatchObject({
      code: 'invalid-recording',
      message: expect.stringMatching(/a data record has 80000200 bytes/),
    });
  });

  it('with a header that is damaged anywhere is refused, and never taken for something else', async () => {
    const sound = edfFile({ signals: [FPZ, PZ], records: 31 });
    for (let at = 168; at < 768; at += 3) {
      const damaged = Buffer.from(sound);
      damaged[at] = 0x7e;
      const refusal = await readRecording(inPieces(damaged), {}).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
      expect(['read', 'invalid-recording', 'invalid-params']).toContain(refusal);
    }
    for (const length of [8, 255, 256, 500, 768, 1200])
      await expect(readRecording(inPieces(sound.subarray(0, length)), {})).rejects.toMatchObject({
        code: 'invalid-recording',
      });
  });
});
