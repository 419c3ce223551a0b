import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTranslation } from 'react-i18next';
import type { SleepStagingResult } from '../../shared/domain/sleep-result.ts';
import type { SleepStage } from '../../shared/domain/sleep-stages.ts';
import { useThemeChanges } from '../app/use-theme-changes.ts';
import { formatClock } from '../i18n/format.ts';
import { zoneOf } from './zone-of.ts';

/** Stages from the bottom up, as sleep laboratories draw them. */
const LEVELS = ['N3', 'N2', 'N1', 'REM', 'W'] as const;
const HEIGHT_PX = 200;

/** From an epoch to another, both included. */
type OnRange = (range: readonly [from: number, to: number]) => void;

/**
 * The stages of a night over time.
 *
 * @param props `stages`: others than those of the result; `onRange`: called with the epochs that somebody drags over
 */
export function Hypnogram({
  result,
  stages = result.stages,
  onRange,
}: {
  result: SleepStagingResult;
  stages?: readonly SleepStage[];
  onRange?: OnRange;
}) {
  const {
    t,
    i18n: { language },
  } = useTranslation();
  const theme = useThemeChanges();
  const frame = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = frame.current!;
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const { epochSeconds, recording } = result;
    const times = [...stages.keys(), stages.length].map((epoch) => recording.bedTime + epoch * epochSeconds);
    const levels = [...stages, stages.at(-1)!].map((stage) => LEVELS.indexOf(stage));
    const axis = {
      stroke: color('--muted'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui',
    };
    const timeZone = zoneOf(result);
    const epochAt = ({ posToVal }: uPlot, px: number) =>
      Math.min(
        stages.length - 1,
        Math.max(0, Math.floor((posToVal(px, 'x') - recording.bedTime) / epochSeconds)),
      );
    const rangeOf = (drawn: uPlot) => {
      const { left, width } = drawn.select;
      return [epochAt(drawn, left), epochAt(drawn, left + width)] as const;
    };
    const plot = new uPlot(
      {
        ...(timeZone && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), timeZone) }),
        width: element.clientWidth,
        height: HEIGHT_PX,
        legend: { show: false },
        cursor: { y: false, drag: { x: onRange !== undefined, y: false, setScale: false } },
        hooks: { setSelect: [(drawn) => onRange?.(rangeOf(drawn))] },
        scales: { x: { time: true }, y: { range: [-0.5, 4.5] } },
        axes: [
          {
            ...axis,
            size: 28,
            space: 70,
            values: (_, splits) => splits.map((at) => formatClock(at * 1000, language, timeZone, 'short')),
          },
          { ...axis, size: 48, splits: [0, 1, 2, 3, 4], values: () => [...LEVELS] },
        ],
        series: [
          {},
          {
            stroke: color('--accent'),
            width: 2,
            points: { show: false },
            paths: uPlot.paths.stepped!({ align: 1 }),
          },
        ],
      },
      [times, levels],
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [result, stages, onRange, language, theme]);
  return (
    <figure className="hypnogram">
      <figcaption>{t('sleep.hypnogram')}</figcaption>
      <div ref={frame} role="img" aria-label={t('sleep.hypnogram-text')} />
    </figure>
  );
}
