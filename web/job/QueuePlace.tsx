import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { formatMs } from '../i18n/format.ts';
import { remainingMs } from './remaining.ts';

const TICK_MS = 250;

/** How many are before a waiting job, and for how long, counting down between looks. */
export function QueuePlace({ queue }: { queue: Job['queue'] }) {
  const { t, i18n } = useTranslation();
  const etaMs = queue?.etaMs ?? null;
  const [seen, setSeen] = useState({ etaMs, atMs: performance.now() });
  const [nowMs, setNowMs] = useState(() => performance.now());
  if (seen.etaMs !== etaMs) setSeen({ etaMs, atMs: nowMs });
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (!queue) return t('job.waiting');
  const left = remainingMs(seen, nowMs);
  return (
    <>
      {queue.position === 0 ? t('job.next') : t('job.position', { count: queue.position })}
      {left !== undefined && <> · {t('job.eta', { time: formatMs(left, i18n.language) })}</>}
    </>
  );
}
