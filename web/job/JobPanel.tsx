import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import { Answer } from '../answers/Answer.tsx';
import { Voice } from '../ui/Voice.tsx';
import { shortAnswer } from './job-text.ts';
import { LedgerBar } from './LedgerBar.tsx';
import { Timeline } from './Timeline.tsx';

/** A job as it runs and as it has ended. */
export function JobPanel({ job, progress }: { job: Job; progress: Progress | undefined }) {
  const { t } = useTranslation();
  return (
    <>
      <JobVoice job={job} />
      <section className="card">
        <Timeline job={job} progress={progress} />
        {job.timings && <LedgerBar timings={job.timings} />}
      </section>
      {job.error && (
        <section className="card notice notice-error">
          <h2>{t(job.status === 'failed' ? 'job.failed' : 'job.failed-attempt')}</h2>
          <p>
            <strong>{job.error.message}</strong> <code>{job.error.code}</code>
          </p>
          <p>{t(job.error.retryable ? 'job.retryable' : 'job.not-retryable')}</p>
        </section>
      )}
      {job.status === 'canceled' && <p className="card notice">{t('job.canceled')}</p>}
      {job.result ? (
        <section className="card" aria-label={t('answer.title')}>
          <Answer job={job} />
        </section>
      ) : (
        (job.status === 'queued' || job.status === 'running') && (
          <section className="card" aria-hidden="true">
            <div className="skeleton skeleton-block" />
          </section>
        )
      )}
    </>
  );
}

/** Says each change to those who do not see it. */
function JobVoice({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const answer = shortAnswer(job, i18n.language);
  const status = t('job.voice', { status: t(`status.${job.status}`) });
  return <Voice text={answer ? `${status} ${t('job.voice-answer', { answer })}` : status} />;
}
