import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEdfHeader } from '../../../shared/domain/edf-header.ts';
import { type Hypnogram, hypnogramCsv } from '../../../shared/domain/hypnogram.ts';
import { hypnogramEdf } from '../../../shared/domain/hypnogram-edf.ts';
import { SLEEP_STAGES, type SleepStage } from '../../../shared/domain/sleep-report.ts';
import { parseAnnotations } from '../../../worker/compute/recordings/parse-annotations.ts';
import { FIXTURES, hasFixtures } from '../../support/fixtures.ts';

const BED = Date.parse('2020-02-23T07:13:00Z') / 1000;

function night(stages: readonly SleepStage[], bedTime = BED): Hypnogram {
  return { epochSeconds: 30, timestamps: stages.map((_, i) => bedTime + 30 * i), stages: [...stages] };
}

/** Reads an EDF+ file of annotations as readers do: its header, then the lists of every record. */
function annotationsOf(file: Uint8Array) {
  const header = readEdfHeader(file)!;
  const { headerBytes, recordBytes, records, signals } = header;
  expect(file.length).toBe(headerBytes + recordBytes * records!);
  expect(signals.map(({ isAnnotations }) => isAnnotations)).toEqual([true]);
  const all = Array.from({ length: records! }, (_, i) =>
    parseAnnotations(file.subarray(headerBytes + i * recordBytes, headerBytes + (i + 1) * recordBytes)),
  );
  for (const [first] of all) expect(first).toEqual({ onset: 0, duration: null, texts: [] });
  return { header, annotations: all.flatMap(([, ...rest]) => rest) };
}

describe('hypnogramCsv', () => {
  it('has a header and a line for each epoch', () => {
    expect(hypnogramCsv(night(['W', 'N1', 'REM']))).toBe(
      'epoch,onset_seconds,time,stage\r\n' +
        '0,0,2020-02-23T07:13:00.000Z,W\r\n' +
        '1,30,2020-02-23T07:13:30.000Z,N1\r\n' +
        '2,60,2020-02-23T07:14:00.000Z,REM\r\n',
    );
  });
});

describe('hypnogramEdf', () => {
  it('has an annotation for each run of a stage, in the words of EDF+', () => {
    const { header, annotations } = annotationsOf(
      hypnogramEdf(night(['W', 'W', 'N1', 'N2', 'N2', 'N3', 'REM', 'W'])),
    );
    expect(header).toMatchObject({ startTime: BED, records: 1, recordSeconds: 0, isContinuous: true });
    expect(annotations).toEqual([
      { onset: 0, duration: 60, texts: ['Sleep stage W'] },
      { onset: 60, duration: 30, texts: ['Sleep stage N1'] },
      { onset: 90, duration: 60, texts: ['Sleep stage N2'] },
      { onset: 150, duration: 30, texts: ['Sleep stage N3'] },
      { onset: 180, duration: 30, texts: ['Sleep stage R'] },
      { onset: 210, duration: 30, texts: ['Sleep stage W'] },
    ]);
  });

  it('keeps a part of a second, which its start cannot hold', () => {
    const { header, annotations } = annotationsOf(hypnogramEdf(night(['W', 'N2'], BED + 0.25)));
    expect(header.startTime).toBe(BED);
    expect(annotations.map(({ onset }) => onset)).toEqual([0.25, 30.25]);
  });

  it('holds a day of nothing but changes, in records as large as EDF allows', () => {
    const stages = Array.from({ length: 2880 }, (_, i) => SLEEP_STAGES[i % 5]!);
    const { header, annotations } = annotationsOf(hypnogramEdf(night(stages)));
    expect(header.recordBytes).toBeLessThanOrEqual(61_440);
    expect(header.records).toBeGreaterThan(1);
    expect(annotations.map(({ onset }) => onset)).toEqual(stages.map((_, i) => i * 30));
  });

  it('is a file also without an epoch', () => {
    expect(annotationsOf(hypnogramEdf(night([]))).annotations).toEqual([]);
  });

  it.skipIf(!hasFixtures)('has the form of a hypnogram that others have scored', () => {
    const theirs = annotationsOf(readFileSync(path.join(FIXTURES, 'eeg/SC4441EC-Hypnogram.edf')));
    const stages = theirs.annotations.flatMap(({ duration, texts }) => {
      const stage = /^Sleep stage ([W1234R])$/.exec(texts[0]!)?.[1];
      const ours = { W: 'W', 1: 'N1', 2: 'N2', 3: 'N3', 4: 'N3', R: 'REM' }[stage ?? ''] as
        | SleepStage
        | undefined;
      return ours ? Array<SleepStage>(duration! / 30).fill(ours) : [];
    });
    expect(stages.length).toBeGreaterThan(1000);
    const bedTime = theirs.header.startTime;
    const ours = annotationsOf(hypnogramEdf(night(stages, bedTime)));
    expect({ ...ours.header, recordBytes: 0, signals: [] }).toEqual({
      ...theirs.header,
      recordBytes: 0,
      signals: [],
    });
    // Stages 3 and 4 are one since 2007, so some runs of theirs are one of ours.
    expect(ours.annotations.length).toBeGreaterThan(50);
    expect(ours.annotations.reduce((sum, { duration }) => sum + duration!, 0)).toBe(stages.length * 30);
  });
});
