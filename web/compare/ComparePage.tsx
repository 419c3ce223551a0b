import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { Answer } from '../answers/Answer.tsx';
import { useJob } from '../api/use-job.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { LedgerBar } from '../job/LedgerBar.tsx';
import { Timeline } from '../job/Timeline.tsx';
import { Problem } from '../ui/Problem.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';

/** Jobs side by side: what one model says and what another does. */
export default function ComparePage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const ids = (search.get('jobs') ?? '').split(',').filter(Boolean).slice(0, 4);
  usePageTitle(t('compare.title'));
  return (
    <>
      <header className="page-head">
        <h1>{t('compare.title')}</h1>
      </header>
      <div className="side-by-side">
        {ids.map((id) => (
          <ComparedJob key={id} id={id} />
        ))}
      </div>
      {ids.length === 0 && <p className="notice">{t('compare.none')}</p>}
    </>
  );
}

function ComparedJob({ id }: { id: string }) {
  const { job, progress, error } = useJob(id);
  if (!job) return error ? <Problem error={error} /> : <div className="skeleton skeleton-block" />;
  return (
    <section className="card">
      <header className="row spread">
        <h2>
          <Link href={`/jobs/${job.id}`}>{job.model}</Link>
        </h2>
        <StatusBadge status={job.status} />
      </header>
      {job.result ? <Answer job={job} isPlain /> : <Timeline job={job} progress={progress} />}
      {job.error && <p className="notice notice-error">{job.error.message}</p>}
      {job.timings && <LedgerBar timings={job.timings} />}
    </section>
  );
}
