import { describe, expect, test } from 'vitest';
import type { Round } from '../../bench/metrics.ts';
import type { ScenarioRecord } from '../../bench/records.ts';
import { resultsPage } from '../../bench/report/results-page.ts';
import { targetRows } from '../../bench/report/target-rows.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../../bench/scenarios/scenario-name.ts';
import { TARGETS } from '../../bench/targets.ts';

function record(scenario: ScenarioName, rounds: readonly Round[]): ScenarioRecord {
  return {
    scenario,
    title: `Title of ${scenario}`,
    about: 'How it was done.',
    measuredAt: '2026-11-21T09:30:00.000Z',
    command: 'npm run bench -- --rounds 2',
    isQuick: false,
    commit: 'abc1234',
    machine: {
      cpu: 'Some CPU',
      cores: 2,
      memoryGb: 16,
      os: 'Linux 6.1',
      node: '20.19.0',
      postgres: '18.1',
      redis: null,
    },
    notes: [{ text: 'Something to know.' }],
    rounds,
  };
}

const tiny = record('tiny', [
  { sync: { jobsPerSecond: 2000 }, 'ours-redis': { jobsPerSecond: 1600, cpuApiUs: 250 } },
  { sync: { jobsPerSecond: 2100 }, 'ours-redis': { jobsPerSecond: 1050, cpuApiUs: 350 } },
]);
const flood = record('upload-flood', [{ 'ours-redis': { errors: 0, rssGrowthMb: 151 } }]);

describe('the table of targets', () => {
  test('has a row for every target, measured or not', () => {
    const rows = targetRows([]);
    expect(rows.length).toBe(SCENARIO_NAMES.reduce((sum, name) => sum + TARGETS[name].length, 0));
    expect(rows.map((row) => row.at(-1))).toEqual(rows.map(() => 'not measured'));
  });

  test('says the median of the ratios with the least and the most, and how much of it is reached', () => {
    expect(targetRows([tiny])[0]).toEqual([
      'tiny',
      'ours-redis ÷ sync, jobs/s',
      '0.65 (0.50–0.80) ×',
      '≥ 0.65',
      '≥ 0.8',
      'target, not the aim',
    ]);
  });

  test('marks what is missed', () => {
    const rows = targetRows([flood]).filter(([scenario]) => scenario === 'upload-flood');
    expect(rows).toEqual([
      ['upload-flood', 'errors', '0', '0', '0', 'yes'],
      ['upload-flood', 'api, growth of RSS, worst round', '151 MB', '≤ 150', '≤ 60', 'MISSED'],
    ]);
  });
});

describe('RESULTS.md', () => {
  const page = resultsPage([tiny, flood], [{ title: 'A plot', file: 'plots/a.svg' }]);

  test('says on what, when and how it was measured', () => {
    expect(page).toContain('Some CPU, 2 cores, 16 GB of memory, Linux 6.1');
    expect(page).toContain('Node 20.19.0, Postgres 18.1, no Redis');
    expect(page).toContain('2026-11-21 09:30 UTC, 2 rounds, commit abc1234, `npm run bench -- --rounds 2`');
    expect(page).toContain('Something to know.');
  });

  test('has a table per scenario: a column per subject, a row per metric that anybody has', () => {
    expect(page).toContain(
      [
        '| median (least–most) | sync | ours-redis |',
        '| --- | --- | --- |',
        '| jobs/s, first request to last result stored | 2,050 (2,000–2,100) | 1,325 (1,050–1,600) |',
        '| CPU µs per job: api | – | 300 (250–350) |',
      ].join('\n'),
    );
  });

  test('shows its plots and keeps no marks for tools', () => {
    expect(page).toContain('![A plot](plots/a.svg)');
    expect(page).not.toContain('<!--');
  });

  test('can be written before anything was measured', () => {
    expect(resultsPage([], [])).toContain('Nothing was measured yet.');
  });

  test('says that a scenario has failed, and keeps its targets unreached', () => {
    const failed = { ...tiny, rounds: [], notes: [{ text: 'It has FAILED: no answer' }] };
    expect(resultsPage([failed], [])).toContain('It has FAILED: no answer');
    expect(targetRows([failed])[0]!.at(-1)).toBe('not measured');
  });

  test('warns of a quick run', () => {
    expect(resultsPage([{ ...tiny, isQuick: true }], [])).toContain('A quick run');
    expect(page).not.toContain('A quick run');
  });
});
