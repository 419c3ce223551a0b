import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { BatchWithRefusals } from '../api/client.ts';
import { client } from '../api/client.ts';
import { useBatch } from '../api/use-batch.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatTime } from '../i18n/format.ts';
import { JobRow } from '../jobs/JobRow.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Problem.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { Voice } from '../ui/Voice.tsx';
import { BatchBar } from './BatchBar.tsx';
import { failedFirst } from './failed-first.ts';

const MOST_SHOWN = 100;

/** One batch: how far it is, what failed first, then the rest. */
export default function BatchPage({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data: batch, error, refetch } = useBatch(id);
  usePageTitle(t('layout.batches'));
  if (!batch) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
  return (
    <>
      <header className="page-head">
        <div>
          <h1>
            {batch.model} · {t('batches.files', { count: batch.files })}
          </h1>
          <p className="muted">{formatTime(batch.createdAt, i18n.language)}</p>
        </div>
      </header>
      <BatchActions batch={batch} />
      <Voice text={batch.status === 'done' ? t('batches.done') : ''} />
      <section className="card">
        <BatchBar batch={batch} />
        {batch.interrupted && <p className="notice">{t('batches.interrupted')}</p>}
      </section>
      {batch.refusals.length > 0 && (
        <section className="card notice notice-error">
          <h2>{t('batches.refused')}</h2>
          <ul>
            {batch.refusals.map(({ position, name, error: { message } }) => (
              <li key={position}>
                <strong>{name ?? position + 1}</strong>: {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      <BatchJobs id={id} />
    </>
  );
}

function BatchActions({ batch }: { batch: BatchWithRefusals }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { complain } = useToasts();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.cancelBatch(batch.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['batch', batch.id] }),
    onError: complain,
  });
  const remove = useMutation({
    mutationFn: () => client.deleteBatch(batch.id),
    onError: complain,
  });
  return (
    <div className="actions">
      {batch.status !== 'done' && (
        <button type="button" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          <Icon name="stop" /> {t('job.cancel')}
        </button>
      )}
      <a className="button" href={batch.links.results} download={`${batch.id}.ndjson`}>
        <Icon name="download" /> NDJSON
      </a>
      <Link className="button" href={`/jobs?batch=${batch.id}`}>
        {t('batches.all-jobs')}
      </Link>
      <button
        type="button"
        className="danger"
        disabled={remove.isPending}
        // Not called once the view has gone: who is elsewhere by then stays there.
        onClick={() =>
          confirm(t('batches.delete-sure')) &&
          remove.mutate(undefined, { onSuccess: () => navigate('/batches') })
        }
      >
        <Icon name="trash" /> {t('job.delete')}
      </button>
    </div>
  );
}

/** The first of its jobs, those that failed before the others. */
function BatchJobs({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['batch-jobs', id],
    queryFn: async () => {
      const [failed, all] = await Promise.all([
        client.jobs({ batch: id, status: 'failed' }, undefined, MOST_SHOWN),
        client.jobs({ batch: id }, undefined, MOST_SHOWN),
      ]);
      return failedFirst(failed.jobs, all.jobs).slice(0, MOST_SHOWN);
    },
  });
  if (!data) return <div className="skeleton skeleton-block" />;
  return (
    <div className="job-list is-table" role="list" aria-label={t('layout.jobs')}>
      {data.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </div>
  );
}
