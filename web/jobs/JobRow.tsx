import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Job } from '../../shared/domain/job.ts';
import { formatAgo, formatMs, formatTime } from '../i18n/format.ts';
import { shortAnswer } from '../job/job-text.ts';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { Thumbnail } from './Thumbnail.tsx';

/** A job as a line, which can be chosen where somebody wants to know. */
export const JobRow = memo(function JobRow({
  job,
  isSelected = false,
  onSelect,
}: {
  job: Job;
  isSelected?: boolean;
  onSelect?: (job: Job, isSelected: boolean) => void;
}) {
  const { t, i18n } = useTranslation();
  const name = job.input.name ?? job.id.slice(0, 8);
  return (
    <div className="job-row" role="listitem">
      {onSelect && (
        <input
          type="checkbox"
          aria-label={t('jobs.select', { name })}
          checked={isSelected}
          onChange={(event) => onSelect(job, event.target.checked)}
        />
      )}
      <Thumbnail job={job} />
      <Link href={`/jobs/${job.id}`} className="job-row-name">
        {name}
      </Link>
      <span className="job-row-answer">{shortAnswer(job, i18n.language) ?? job.error?.message}</span>
      <span className="muted job-row-model">{job.model}</span>
      <StatusBadge status={job.status} />
      <span className="muted number job-row-time">
        {job.timings?.totalMs !== undefined && formatMs(job.timings.totalMs, i18n.language)}
      </span>
      <time
        className="muted job-row-time"
        dateTime={job.createdAt}
        title={formatTime(job.createdAt, i18n.language)}
      >
        {formatAgo(job.createdAt, i18n.language)}
      </time>
    </div>
  );
});
