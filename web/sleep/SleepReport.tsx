import { useTranslation } from 'react-i18next';
import type { SleepReport as Report } from '../../shared/domain/sleep-report.ts';
import { formatClock, formatMs, formatNumber, formatShare } from '../i18n/format.ts';

/** What of a report is told, in the order in which a night goes, and as what. */
const ROWS = [
  ['sleepEfficiency', 'share'],
  ['efficientSleepTime', 'duration'],
  ['sleepOnset', 'time'],
  ['sleepLatency', 'duration'],
  ['remLatency', 'duration'],
  ['WASO', 'duration'],
  ['awakenings', 'count'],
  ['stageShifts', 'count'],
  ['sleepOffset', 'time'],
  ['wakeAfterSleepOffset', 'duration'],
] as const satisfies readonly (readonly [keyof Report, 'share' | 'duration' | 'time' | 'count'])[];

/** The night in figures, each with what it means. */
export function SleepReport({ report, timeZone }: { report: Report; timeZone: string | undefined }) {
  const { t, i18n } = useTranslation();
  const textOf = (value: number | null, kind: (typeof ROWS)[number][1]): string => {
    if (value === null) return '–';
    if (kind === 'share') return formatShare(value, i18n.language, 0);
    if (kind === 'duration') return value === 0 ? '0 min' : formatMs(value * 1000, i18n.language);
    if (kind === 'time') return formatClock(value * 1000, i18n.language, timeZone);
    return formatNumber(value, i18n.language, 0);
  };
  return (
    <dl className="report">
      {ROWS.map(([name, kind]) => (
        <div key={name}>
          <dt>{t(`sleep.report-${name}`)}</dt>
          <dd className="number">{textOf(report[name], kind)}</dd>
          <dd className="muted small">{t(`sleep.about-${name}`)}</dd>
        </div>
      ))}
    </dl>
  );
}
