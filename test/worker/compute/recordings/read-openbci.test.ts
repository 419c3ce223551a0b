import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SleepStagingParams } from '../../../../shared/domain/sleep-params.ts';
import { readRecording } from '../../../../worker/compute/recordings/read-recording.ts';
import { createRandom, SEED } from '../../../fuzz/random.ts';
import { FIXTURES, hasFixtures, readCases } from '../../../support/fixtures.ts';
import { inPieces } from '../../../support/in-pieces.ts';

const RATE = 100;
const HEADER = [
  '%OpenBCI Raw EXG Data',
  '%Number of channels = 4',
  `%Sample Rate = ${RATE} Hz`,
  '%Board = OpenBCI_GUI$BoardGanglionBLE',
  'Sample Index, EXG Channel 0, EXG Channel 1, EXG Channel 2, EXG Channel 3, Accel Channel 0, Timestamp',
];
const row = (i: number) =>
  `${i % 256}, ${i}.5, -${i}.25, ${2 * i}, 7, 0.1, ${(1_602_210_380 + i / RATE).toFixed(6)}`;
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i));
const START = { streamStart: 1000 };

function read(
  lines: readonly string[],
  params: SleepStagingParams = START,
  { size = 4099, end = '\n' } = {},
) {
  return readRecording(inPieces(lines.join(end), size), params);
}

describe('a session of the OpenBCI GUI', () => {
  it('is read from its first row on, in volts, at the rate of its header', async () => {
    const { format, durationSeconds, night, channels } = await read([...HEADER, ...rows(4000)]);
    expect({ format, durationSeconds, night }).toEqual({
      format: 'openbci-session',
      durationSeconds: 40,
      night: { startTime: 1000, from: 0, to: 40 },
    });
    expect(channels.map(({ name, sampleRate }) => [name, sampleRate])).toEqual([
      ['EXG Channel 0', 100],
      ['EXG Channel 1', 100],
    ]);
    expect(Array.from(channels[0].volts.subarray(0, 3))).toEqual([0.5, 1.5, 2.5].map((uV) => uV * 1e-6));
    expect(channels[1].volts.at(-1)).toBe(-3999.25 * 1e-6);
  });

  it('is the same however its bytes are cut, its lines end, and with blank lines and comments anywhere', async () => {
    const whole = await read([...HEADER, ...rows(3500)]);
    const body = rows(3500);
    const odd = ['\ufeff', ...HEADER, '', ...body.slice(0, 9), '', '%note', ...body.slice(9), '  '];
    for (const size of [1 << 20, 131_073, 777, 64])
      expect(await read(odd, START, { size, end: '\r\n' })).toEqual(whole);
  });

  it('says when it began, where a column tells', async () => {
    const { night } = await read([...HEADER, ...rows(3000)], {});
    expect(night.startTime).toBe(1_602_210_380);
  });

  it('gives the channels that were asked for, in that order, by name or place', async () => {
    const { channels } = await read([...HEADER, ...rows(3000)], { ...START, channels: ['EXG Channel 2', 0] });
    expect(channels.map(({ name, volts }) => [name, volts[5]])).toEqual([
      ['EXG Channel 2', 10 * 1e-6],
      ['EXG Channel 0', 5.5 * 1e-6],
    ]);
  });

  it('is cut to the night', async () => {
    const { night, channels } = await read([...HEADER, ...rows(6000)], {
      ...START,
      bedTime: 1010.5,
      wakeUp: 1045,
    });
    expect(night).toEqual({ startTime: 1000, from: 10.5, to: 45 });
    expect(channels[0].volts.length).toBe(3450);
    expect([channels[0].volts[0], channels[0].volts.at(-1)]).toEqual([1050.5 * 1e-6, 4499.5 * 1e-6]);
  });

  it('keeps its time where rows hold no numbers', async () => {
    const body = rows(3000);
    for (const [i, text] of ['7, nan, 1', '8', '9,,,,', 'garbage, here'].entries()) body[100 + i] = text;
    const { durationSeconds, channels } = await read([...HEADER, ...body]);
    expect(durationSeconds).toBe(30);
    expect(Array.from(channels[0].volts.subarray(99, 105))).toEqual(
      [99.5, NaN, NaN, NaN, NaN, 104.5].map((uV) => uV * 1e-6),
    );
    expect(channels[1].volts[100]).toBe(1e-6);
    expect(channels[1].volts[104]).toBe(-104.25 * 1e-6);
  });

  it('is refused without a rate, without rows, or with a line without an end', async () => {
    await expect(read([HEADER[0]!, ...rows(3000)])).rejects.toMatchObject({ code: 'invalid-recording' });
    await expect(read(HEADER)).rejects.toMatchObject({ code: 'invalid-recording' });
    const endless = [...HEADER, ...rows(4000), '1, '.repeat(40_000)];
    await expect(read(endless)).rejects.toMatchObject({ code: 'invalid-recording' });
  });

  it.each([
    [{}, 'invalid-params', /streamStart/, HEADER.map((line) => line.replace(', Timestamp', ''))],
    [{ ...START, bedTime: 900 }, 'invalid-params', /bedTime: is 100 s before/, HEADER],
    [{ ...START, bedTime: 2000 }, 'invalid-params', /bedTime: is after/, HEADER],
    [{ ...START, wakeUp: 1041 }, 'invalid-params', /wakeUp: is 1 s after the recording/, HEADER],
    [{ ...START, bedTime: 1015 }, 'invalid-params', /only 25 s after bedTime/, HEADER],
    [{ ...START, channels: [0, 'Fpz'] }, 'invalid-params', /no "Fpz"; there is 0 "EXG Channel 0", 1/, HEADER],
    [
      START,
      'invalid-recording',
      /has 20 samples a second/,
      HEADER.map((line) => line.replace('100 Hz', '20 Hz')),
    ],
  ])('%j is refused as %s', async (params, code, message, header) => {
    await expect(read([...header, ...rows(4000)], params)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

describe('a session that was damaged', () => {
  it('is read or refused, never anything else', async () => {
    const sound = Buffer.from([...HEADER, ...rows(3100)].join('\n'));
    const random = createRandom(SEED, 'openbci');
    const ends = new Map<string, number>();
    for (let i = 0; i < 400; i++) {
      const bytes = Buffer.from(sound.subarray(0, i % 4 ? sound.length : random.int(sound.length)));
      // Mostly in the header and the first rows, where a byte means most.
      for (let n = 1 + random.int(6); n > 0 && bytes.length > 0; n--)
        bytes[random.int(random.pick([20, 300, 600, bytes.length])) % bytes.length] = random.int(256);
      const end = await readRecording(inPieces(bytes, 1 + random.int(100_000)), START).then(
        ({ channels }) => (channels[0].volts.length > 0 ? 'read' : 'empty'),
        (error: { code?: string }) => error.code ?? String(error),
      );
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    const known = ['read', 'invalid-params', 'invalid-recording', 'unsupported-media-type'];
    expect([...ends.keys()].filter((end) => !known.includes(end))).toEqual([]);
    expect(ends.get('read')).toBeGreaterThan(0);
    expect(ends.get('invalid-recording')).toBeGreaterThan(0);
  });

  it('may claim what it likes of its channels', async () => {
    const header = HEADER.map((line) =>
      line.replace('channels = 4', 'channels = 999999999').replace(/^Sample.*/, '%'),
    );
    const { channels } = await read([...header, ...rows(3000)]);
    expect(channels.map(({ name }) => name)).toEqual(['EXG Channel 0', 'EXG Channel 1']);
  });
});

describe('rows of the Cyton’s SD card', () => {
  const hexRow = (i: number) =>
    `${(i % 256).toString(16).padStart(2, '0').toUpperCase()},000001,FFFFFF,${'0A0B0C,'.repeat(6).slice(0, -1)}`;
  const lines = ['%STOP AT', '%0000A8C4', ...Array.from({ length: 7500 }, (_, i) => hexRow(i))];

  it('are microvolts of a 24-bit converter with a gain of 24, 250 a second', async () => {
    const { format, durationSeconds, channels } = await read(lines);
    expect({ format, durationSeconds, rate: channels[0].sampleRate }).toEqual({
      format: 'openbci-sd',
      durationSeconds: 30,
      rate: 250,
    });
    const step = 4.5 / (2 ** 23 - 1) / 24;
    expect(channels[0].volts[0]).toBeCloseTo(step, 15);
    expect(channels[1].volts[7499]).toBeCloseTo(-step, 15);
  });
});

it.each(['hello\nworld\n', '', '\x00\x01\x02', '\xffBIOSEMI'])('%j is no recording', async (text) => {
  await expect(readRecording(inPieces(Buffer.from(text, 'latin1')), START)).rejects.toMatchObject({
    code: 'unsupported-media-type',
  });
});

type Expected = { sample_rate: number; values: [number[], number[]]; error?: string };

describe.skipIf(!hasFixtures)('files of others', () => {
  const { results } = readCases<{ results: Record<string, Expected> }>('polydodo/parser/expected.json', {
    results: {},
  });
  const file = (name: string) => readFileSync(path.join(FIXTURES, 'polydodo/parser', name), 'latin1');

  // They are too short for a night, so each is repeated: its own rows come first.
  const repeated = (name: string) => {
    const lines = file(name).trimEnd().split('\n');
    const body = lines.slice(-12);
    return [...lines.slice(0, -12), ...Array.from({ length: 700 }, () => body).flat()];
  };

  it.each(Object.keys(results))(
    '%s is read, or refused, as the original does but for the row that it loses',
    async (name) => {
      const { values, error, sample_rate: rate } = results[name]!;
      if (error) {
        const codes = ['unsupported-media-type', 'invalid-recording'];
        const refusal = await readRecording(inPieces(file(name)), START).then(
          String,
          (e: { code: string }) => e.code,
        );
        expect(codes).toContain(refusal);
        return;
      }
      const ours = await read(repeated(name));
      const theirs = await read(repeated(name), { ...START, skipFirstRow: true });
      expect(theirs.durationSeconds).toBeCloseTo(ours.durationSeconds - 1 / rate, 9);
      for (const i of [0, 1] as const) {
        expect(ours.channels[i].sampleRate).toBe(rate);
        expect(values[i].length).toBe(11);
        values[i].forEach((volts, at) => {
          expect(ours.channels[i].volts[at + 1]! / volts).toBeCloseTo(1, 12);
          expect(theirs.channels[i].volts[at]).toBe(ours.channels[i].volts[at + 1]);
        });
      }
    },
  );

  it('a real recording of an older GUI is read to its last row', async () => {
    const stream = createReadStream(path.join(FIXTURES, 'eeg/openbci-cyton-raw.txt'));
    const { durationSeconds, channels } = await readRecording(stream, START);
    expect(durationSeconds).toBe(15_360 / 250);
    expect(channels.map(({ name }) => name)).toEqual(['EXG Channel 0', 'EXG Channel 1']);
    expect([channels[0].volts[0], channels[1].volts[0]]).toEqual([29_843.2 * 1e-6, 34_468.76 * 1e-6]);
    expect(channels[0].volts.some(Number.isNaN)).toBe(false);
  });

  it('what the GUI converts from an SD card is a session, and too short here', async () => {
    const stream = createReadStream(path.join(FIXTURES, 'eeg/openbci-sd-convert.csv'));
    await expect(readRecording(stream, START)).rejects.toMatchObject({
      code: 'invalid-recording',
      message: expect.stringMatching(/^The recording is 0\.36 s long/),
    });
  });
});
