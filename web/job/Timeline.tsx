import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import { formatBytes, formatClock } from '../i18n/format.ts';
import { QueuePlace } from './QueuePlace.tsx';

/** What has happened to a job, and what is yet to come. */
export function Timeline({ job, progress }: { job: Job; progress: Progress | undefined }) {
  const { t, i18n } = useTranslation();
  const clock = (time: string) => formatClock(time, i18n.language);
  const hasStarted = job.startedAt !== null && job.status !== 'queued';
  const isOver = isTerminal(job.status);
  return (
    <ol className="timeline" aria-label={t('job.timeline')}>
      <li className="is-done">
        <strong>{t('job.uploaded')}</strong>
        <span className="muted">
          {formatBytes(job.input.sizeBytes, i18n.language)} ·{' '}
          <time dateTime={job.createdAt}>{clock(job.createdAt)}</time>
        </span>
      </li>
      <li className={hasStarted || isOver ? 'is-done' : 'is-now'}>
        <strong>{t('status.queued')}</strong>
        <span className="muted">
          {job.status === 'queued' ? (
            <QueuePlace queue={job.queue} />
          ) : (
            job.attempt > 1 && t('job.attempts', { count: job.attempt })
          )}
        </span>
      </li>
      <li className={isOver && job.startedAt ? 'is-done' : job.status === 'running' ? 'is-now' : 'is-next'}>
        <strong>{t('status.running')}</strong>
        <span className="muted">
          {job.startedAt && <time dateTime={job.startedAt}>{clock(job.startedAt)}</time>}
          {progress && (
            <>
              {' '}
              {t('job.progress', { step: progress.step, done: progress.done, total: progress.total })}
              <progress value={progress.done} max={progress.total} />
            </>
          )}
        </span>
      </li>
      <li className={isOver ? `is-done end-${job.status}` : 'is-next'}>
        <strong>{t(isOver ? `status.${job.status}` : 'job.end')}</strong>
        <span className="muted">
          {job.finishedAt && <time dateTime={job.finishedAt}>{clock(job.finishedAt)}</time>}
        </span>
      </li>
    </ol>
  );
}
