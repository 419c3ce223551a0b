import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Job } from '../../shared/domain/job.ts';
import { isTerminal, type JobStatus } from '../../shared/domain/job-status.ts';
import { client } from '../api/client.ts';
import { type LiveNews, useLiveNews } from '../api/live.ts';
import { formatBytes } from '../i18n/format.ts';
import { shortAnswer } from '../job/job-text.ts';
import { Problem } from '../ui/Problem.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { Voice } from '../ui/Voice.tsx';
import type { Upload } from './use-uploads.ts';

/** Many files at once: how far each is, and what came of it. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  const { t } = useTranslation();
  const statuses = useStatuses(uploads);
  const jobs = useEndedJobs(uploads, statuses);
  const done = uploads.filter(
    ({ job, error }) => error || (job && isTerminal(statuses.get(job.id) ?? job.status)),
  );
  const progress = t('files.done', { done: done.length, count: uploads.length });
  return (
    <section className="card">
      <Voice text={done.length === uploads.length ? progress : ''} />
      <p>
        {progress}
        <progress value={done.length} max={uploads.length} aria-label={t('files.progress')} />
      </p>
      <ul className="upload-list">
        {uploads.map((upload) => (
          <UploadRow
            key={upload.key}
            upload={upload}
            status={upload.job && (statuses.get(upload.job.id) ?? upload.job.status)}
            job={upload.job && jobs.get(upload.job.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function UploadRow({
  upload: { name, job: made, error, sentBytes, totalBytes },
  status,
  job,
}: {
  upload: Upload;
  status: JobStatus | undefined;
  job: Job | undefined;
}) {
  const { t, i18n } = useTranslation();
  const answer = job && shortAnswer(job, i18n.language);
  return (
    <li>
      <span className="upload-name">{made ? <Link href={`/jobs/${made.id}`}>{name}</Link> : name}</span>
      {answer !== undefined && <strong>{answer}</strong>}
      {error ? (
        <Problem error={error} />
      ) : status ? (
        <StatusBadge status={status} />
      ) : (
        <span className="muted small">
          <progress value={sentBytes} max={totalBytes || 1} aria-label={t('files.sent')} />{' '}
          {formatBytes(sentBytes, i18n.language)} / {formatBytes(totalBytes, i18n.language)}
        </span>
      )}
    </li>
  );
}

/** The newest status of every job that has changed since. */
function useStatuses(uploads: readonly Upload[]): ReadonlyMap<string, JobStatus> {
  const [statuses, setStatuses] = useState<ReadonlyMap<string, JobStatus>>(new Map());
  const open = useRef<readonly string[]>([]);
  useEffect(() => {
    open.current = uploads.flatMap(({ job }) =>
      job && !isTerminal(statuses.get(job.id) ?? job.status) ? job.id : [],
    );
  }, [uploads, statuses]);
  const set = useCallback((id: string, status: JobStatus) => {
    setStatuses((all) => {
      const before = all.get(id);
      // What was asked for may be older than what was told meanwhile.
      return before && isTerminal(before) ? all : new Map(all).set(id, status);
    });
  }, []);
  useLiveNews(
    useCallback(
      (news: LiveNews) => {
        if (news.kind === 'change') set(news.change.id, news.change.status);
        else if (news.kind === 'resumed') void readStatuses(open.current, set);
      },
      [set],
    ),
  );
  return statuses;
}

/** Asks for one job after another: there may be hundreds. One that cannot be read stays as it was. */
async function readStatuses(
  ids: readonly string[],
  onStatus: (id: string, status: JobStatus) => void,
): Promise<void> {
  for (const id of ids)
    await client.job(id).then(
      ({ status }) => onStatus(id, status),
      () => {},
    );
}

function useEndedJobs(
  uploads: readonly Upload[],
  statuses: ReadonlyMap<string, JobStatus>,
): ReadonlyMap<string, Job> {
  const ids = uploads.flatMap(({ job }) =>
    job && isTerminal(statuses.get(job.id) ?? job.status) ? job.id : [],
  );
  const queries = useQueries({
    queries: ids.map((id) => ({ queryKey: ['job', id], queryFn: () => client.job(id) })),
  });
  return new Map(queries.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
}
