import { judgeTarget, type Verdict } from '../judge-target.ts';
import type { Round } from '../metrics.ts';
import type { ScenarioRecord } from '../records.ts';
import { SCENARIO_NAMES } from '../scenarios/scenario-name.ts';
import { TARGETS, type Target } from '../targets.ts';
import { showBound, showFigure } from './show.ts';

/** Every target there is, measured or not, with what has come of it: a table of text. */
export function targetRows(records: readonly ScenarioRecord[]): string[][] {
  return SCENARIO_NAMES.flatMap((name) => {
    const rounds: readonly Round[] = records.find(({ scenario }) => scenario === name)?.rounds ?? [];
    return TARGETS[name].map((target: Target) => {
      const { verdict, spread } = judgeTarget(target, rounds);
      const figure =
        target.over === 'worst' && target.aim !== 0 ? `${target.figure}, worst round` : target.figure;
      return [
        name,
        figure,
        showFigure(target, spread),
        showBound(target, target.target),
        showBound(target, target.aim),
        WORDS[verdict],
      ];
    });
  });
}

export const TARGET_HEAD = ['scenario', 'figure', 'median (least–most)', 'target', 'aim', 'reached'];

const WORDS = {
  aim: 'yes',
  target: 'target, not the aim',
  missed: 'MISSED',
  'not measured': 'not measured',
} as const satisfies Record<Verdict, string>;
