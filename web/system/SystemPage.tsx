import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatBytes, formatNumber, formatShare } from '../i18n/format.ts';
import { Problem } from '../ui/Problem.tsx';
import { Burst } from './Burst.tsx';
import { WorkerTable } from './WorkerTable.tsx';

const SystemPlots = lazy(() => import('./SystemPlots.tsx'));

/** What the system is doing, what it did lately, and a burst to try it with. */
export default function SystemPage() {
  const { t } = useTranslation();
  const system = useQuery({ queryKey: ['system'], queryFn: client.system, refetchInterval: 1000 });
  const history = useQuery({
    queryKey: ['system-history'],
    queryFn: client.systemHistory,
    refetchInterval: 5000,
  });
  usePageTitle(t('layout.system'));
  if (!system.data)
    return system.error ? (
      <Problem error={system.error} onRetry={() => void system.refetch()} />
    ) : (
      <PageSkeleton />
    );
  const { host, queues, workers, version, backends } = system.data;
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('layout.system')}</h1>
          <p className="muted">
            Penstock {version} · {host.name} · {t('system.cpus', { count: host.cpus })} ·{' '}
            {t('system.queue-on', { backend: backends.queue })}
          </p>
        </div>
      </header>
      <Now
        cpuPercent={host.cpuPercent}
        memory={host.memory}
        waiting={queues.reduce((sum, queue) => sum + queue.waiting, 0)}
        running={queues.reduce((sum, queue) => sum + queue.running, 0)}
        perSecond={queues.reduce((sum, { jobsPerSecond }) => sum + (jobsPerSecond ?? 0), 0)}
      />
      <Burst />
      {history.data && history.data.samples.length > 0 ? (
        <Suspense fallback={<div className="skeleton skeleton-block" />}>
          <SystemPlots samples={history.data.samples} />
        </Suspense>
      ) : (
        <p className="card empty muted">{t('system.no-history')}</p>
      )}
      <WorkerTable workers={workers} />
    </>
  );
}

function Now({
  cpuPercent,
  memory,
  waiting,
  running,
  perSecond,
}: {
  cpuPercent: number | null;
  memory: { usedBytes: number; usedPercent: number };
  waiting: number;
  running: number;
  perSecond: number;
}) {
  const { t, i18n } = useTranslation();
  const facts = [
    [t('system.waiting'), formatNumber(waiting, i18n.language)],
    [t('status.running'), formatNumber(running, i18n.language)],
    [t('system.rate'), formatNumber(perSecond, i18n.language, 1)],
    ['CPU', cpuPercent === null ? '–' : formatShare(cpuPercent / 100, i18n.language, 0)],
    [t('system.memory'), formatBytes(memory.usedBytes, i18n.language)],
  ] as const;
  return (
    <dl className="now">
      {facts.map(([name, value]) => (
        <div key={name} className="card">
          <dt>{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
