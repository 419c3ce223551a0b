import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemSample } from '../../shared/domain/system-history.ts';
import { formatMs, formatNumber, formatShare } from '../i18n/format.ts';
import { type Line, Plot } from './Plot.tsx';

/** Colours for what has no colour of its own: models, stages. */
const COLORS = ['--plot-1', '--plot-2', '--plot-3', '--plot-4', '--plot-5', '--plot-6'] as const;
const PLOTTED_STAGES = ['queue', 'infer', 'total'] as const;

/** The last quarter of an hour. */
export default function SystemPlots({ samples }: { samples: readonly SystemSample[] }) {
  const { t, i18n } = useTranslation();
  const times = useMemo(() => samples.map(({ at }) => Date.parse(at) / 1000), [samples]);
  const plots = useMemo(() => {
    const line = (
      name: string,
      color: string,
      read: (sample: SystemSample) => number | null,
      isFilled = false,
    ): Line => ({ name, color, values: samples.map(read), isFilled });
    const models = [...new Set(samples.flatMap(({ waiting }) => Object.keys(waiting)))].sort();
    return {
      rates: [
        line(t('system.submitted'), '--queued', ({ submitted }) => submitted),
        line(t('status.succeeded'), '--succeeded', ({ succeeded }) => succeeded, true),
        line(t('status.failed'), '--failed', ({ failed }) => failed),
        line('429', '--canceled', ({ refused }) => refused),
      ],
      depths:
        models.length > 0
          ? models.map((model, i) =>
              line(model, COLORS[i % COLORS.length]!, ({ waiting }) => waiting[model] ?? 0, true),
            )
          : [line(t('system.waiting'), '--queued', () => 0, true)],
      batches: [line(t('system.batch-size'), '--plot-2', ({ batchSize }) => batchSize)],
      stages: PLOTTED_STAGES.flatMap((stage, i) => [
        line(`${t(`stage.${stage}Ms`)} p50`, COLORS[i * 2]!, ({ stages }) => stages[stage]?.p50Ms ?? null),
        line(
          `${t(`stage.${stage}Ms`)} p99`,
          COLORS[i * 2 + 1]!,
          ({ stages }) => stages[stage]?.p99Ms ?? null,
        ),
      ]),
      host: [
        line('CPU', '--plot-1', ({ cpuPercent }) => cpuPercent, true),
        line(t('system.memory'), '--plot-4', ({ memoryPercent }) => memoryPercent),
      ],
      workers: [
        line(t('system.workers'), '--plot-3', ({ workers }) => workers),
        line(t('system.children'), '--plot-1', ({ children }) => children),
        line(t('system.busy'), '--plot-2', ({ busyChildren }) => busyChildren, true),
      ],
    };
  }, [samples, t]);
  const number = (value: number) => formatNumber(value, i18n.language, 1);
  const percent = (value: number) => formatShare(value / 100, i18n.language, 0);
  const ms = (value: number) => formatMs(value, i18n.language);
  return (
    <div className="plots">
      <Plot title={t('system.per-second')} times={times} lines={plots.rates} format={number} />
      <Plot title={t('system.depth')} times={times} lines={plots.depths} format={number} />
      <Plot title={t('system.times')} times={times} lines={plots.stages} format={ms} />
      <Plot title={t('system.batch-size')} times={times} lines={plots.batches} format={number} />
      <Plot title={t('system.host')} times={times} lines={plots.host} format={percent} ceiling={100} />
      <Plot title={t('system.people')} times={times} lines={plots.workers} format={number} />
    </div>
  );
}
