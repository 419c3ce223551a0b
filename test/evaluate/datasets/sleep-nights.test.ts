import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSleepNights } from '../../../evaluate/datasets/sleep-nights.ts';
import { rebuildRecording } from '../../../evaluate/rebuild-recording.ts';
import { type SleepReport, sleepReport } from '../../../shared/domain/sleep-report.ts';
import { readRecording } from '../../../worker/compute/recordings/read-recording.ts';
import { spectraOfNight } from '../../../worker/compute/signals/spectra-of-night.ts';
import { hasFixtures, readCases } from '../../support/fixtures.ts';
import { inPieces } from '../../support/in-pieces.ts';

const FOLDER = path.join(import.meta.dirname, '../../../../shared/data/sleep');
const hasData = existsSync(FOLDER);
if (!hasData) console.log('LEFT OUT: the scored nights, because ../shared/data/sleep is absent');

test('a recording made of spectra has these spectra, to the noise of eleven segments', async () => {
  // Pink, with a hill that wanders.
  const rowAt = (epoch: number) =>
    Float32Array.from(
      { length: 75 },
      (_, bin) => -100 - 0.3 * bin + 8 * Math.exp(-(((bin - 5 * epoch) / 6) ** 2)),
    );
  const rows = Array.from({ length: 12 }, (_, epoch) => rowAt(epoch));
  const file = rebuildRecording({ name: 'made up', decibels: [rows, rows], stages: [] });
  const { decibels } = spectraOfNight(await readRecording(inPieces(file), {}));
  // The first bins lie on the edge of the high-pass.
  const errors = rows.flatMap((row, epoch) =>
    Array.from(row, (value, bin) => decibels[0][epoch]![bin]! - value).slice(3),
  );
  expect(errors.length).toBe(12 * 72);
  expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.5);
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(6);
});

test.skipIf(!hasData || !hasFixtures)('the nights are those whose reports others have made', async () => {
  type Case = { file: string; n: number; bedtime: number; report: SleepReport };
  const cases = readCases<Case[]>('polydodo/real_nights_reports.json', []);
  const nights = await readSleepNights(FOLDER);
  expect(nights.map(({ stages }) => stages.length)).toEqual([942, 1028]);
  const replayed = cases.flatMap(({ n, bedtime, report }) => {
    const remOnset = report.remOnset === null ? null : report.remOnset + (report.sleepLatency ?? 0);
    const night = nights.find(({ stages }) => stages.length === n);
    return night ? [[sleepReport(night.stages, bedtime), { ...report, remOnset }] as const] : [];
  });
  expect(replayed.length).toBeGreaterThan(0);
  for (const [ours, theirs] of replayed) expect(ours).toEqual(theirs);
});
