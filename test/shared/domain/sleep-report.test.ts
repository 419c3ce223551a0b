import { describe, expect, it } from 'vitest';
import { type SleepReport, type SleepStage, sleepReport } from '../../../shared/domain/sleep-report.ts';
import { hasFixtures, readCases } from '../../support/fixtures.ts';

const BED = 1_582_423_980;

describe('sleepReport', () => {
  it('sums up a night by its definitions', () => {
    expect(sleepReport(['W', 'N1', 'N2', 'W', 'REM', 'N2', 'W', 'W'], BED)).toEqual({
      sleepOnset: BED + 30,
      sleepOffset: BED + 180,
      remOnset: BED + 120,
      sleepLatency: 30,
      remLatency: 90,
      awakenings: 2,
      stageShifts: 6,
      sleepTime: 150,
      efficientSleepTime: 120,
      WASO: 30,
      wakeAfterSleepOffset: 60,
      sleepEfficiency: 0.5,
      WTime: 120,
      N1Time: 30,
      N2Time: 60,
      N3Time: 0,
      REMTime: 30,
    });
  });

  it('knows of a night that ends asleep, of one without sleep, and of none at all', () => {
    expect(sleepReport(['W', 'N2'], BED)).toMatchObject({
      awakenings: 1,
      stageShifts: 2,
      wakeAfterSleepOffset: 0,
    });
    const sleepless = {
      sleepOnset: null,
      sleepOffset: null,
      remOnset: null,
      sleepLatency: null,
      remLatency: null,
    };
    expect(sleepReport(['W', 'W'], BED)).toMatchObject({ ...sleepless, sleepTime: 0, WASO: 0, WTime: 60 });
    expect(sleepReport([], BED)).toMatchObject({ ...sleepless, sleepEfficiency: 0, WTime: 0 });
  });

  type Case = { test: string; params: object; sequence: SleepStage[]; bedtime: number; report: SleepReport };
  const { cases } = readCases<{ cases: Case[] }>('polydodo/metric_cases.json', { cases: [] });

  type NightCase = {
    epochs: { stages: SleepStage[] };
    metadata: { bedTime: number };
    report_current_code: SleepReport;
  };
  const night = readCases<NightCase | null>('polydodo/william_night_response_small.json', null);

  it.skipIf(!hasFixtures)('sums up a whole night as others do, but for when REM began', () => {
    const { epochs, metadata, report_current_code: theirs } = night!;
    expect(epochs.stages.length).toBeGreaterThan(900);
    const remOnset = theirs.remOnset! + theirs.sleepLatency!;
    expect(sleepReport(epochs.stages, metadata.bedTime)).toEqual({ ...theirs, remOnset });
  });

  it.skipIf(!hasFixtures)('agrees with the cases of others, but for when REM began', () => {
    expect(cases.length).toBeGreaterThan(0);
    for (const { sequence, bedtime, report } of cases) {
      // Theirs counts from bed time what it measures from sleep onset.
      const remOnset = report.remOnset === null ? null : report.remOnset + (report.sleepLatency ?? 0);
      expect(sleepReport(sequence, bedtime)).toEqual({ ...report, remOnset });
    }
  });
});
