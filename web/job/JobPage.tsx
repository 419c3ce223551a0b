import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { JsonView } from '../answers/JsonView.tsx';
import { useJob } from '../api/use-job.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatBytes, formatTime } from '../i18n/format.ts';
import { Problem } from '../ui/Problem.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { JobActions } from './JobActions.tsx';
import { JobPanel } from './JobPanel.tsx';

/** One job: how it runs, its answer, and what can be done with it. */
export default function JobPage({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { job, progress, error, refetch } = useJob(id);
  usePageTitle(job ? `${job.input.name ?? job.model}` : t('job.title'));
  if (!job) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{job.input.name ?? t('job.title')}</h1>
          <p className="muted">
            <Link href={`/models/${job.model}`}>{job.model}</Link> ·{' '}
            {t('job.version', { version: job.modelVersion })} ·{' '}
            {formatBytes(job.input.sizeBytes, i18n.language)} · {formatTime(job.createdAt, i18n.language)}
          </p>
        </div>
        <StatusBadge status={job.status} />
      </header>
      <JobActions job={job} />
      <JobPanel job={job} progress={progress} />
      <details className="card">
        <summary>{t('job.details')}</summary>
        <JsonView value={{ ...job, result: undefined }} />
      </details>
    </>
  );
}
