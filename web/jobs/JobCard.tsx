import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Job } from '../../shared/domain/job.ts';
import { shortAnswer } from '../job/job-text.ts';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { Thumbnail } from './Thumbnail.tsx';

/** A job as a picture. */
export const JobCard = memo(function JobCard({
  job,
  isSelected,
  onSelect,
}: {
  job: Job;
  isSelected: boolean;
  onSelect: (job: Job, isSelected: boolean) => void;
}) {
  const { t, i18n } = useTranslation();
  const name = job.input.name ?? job.id.slice(0, 8);
  return (
    <div className={isSelected ? 'job-card is-selected' : 'job-card'} role="listitem">
      <Thumbnail job={job} />
      <div className="job-card-text">
        <Link href={`/jobs/${job.id}`}>{shortAnswer(job, i18n.language) ?? name}</Link>
        <span className="row spread">
          <StatusBadge status={job.status} />
          <input
            type="checkbox"
            aria-label={t('jobs.select', { name })}
            checked={isSelected}
            onChange={(event) => onSelect(job, event.target.checked)}
          />
        </span>
      </div>
    </div>
  );
});
