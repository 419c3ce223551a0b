import { useTranslation } from 'react-i18next';
import type { JobStatus } from '../../shared/domain/job-status.ts';

export function StatusBadge({ status }: { status: JobStatus }) {
  const { t } = useTranslation();
  return (
    <span className={`badge status-${status}`} data-status={status}>
      <span className="dot" aria-hidden="true" />
      {t(`status.${status}`)}
    </span>
  );
}
