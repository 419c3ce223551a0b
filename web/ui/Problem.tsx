import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { adviceOf, titleOf } from './problem-text.ts';

/** What went wrong, what to do next, and what to name to whoever runs the server. */
export function Problem({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTranslation();
  const advice = adviceOf(error, t);
  const requestId = error instanceof ApiError && error.requestId;
  return (
    <div className="notice notice-error" role="alert">
      <p>
        <strong>{titleOf(error, t)}</strong>
      </p>
      {advice && <p>{advice}</p>}
      {requestId && (
        <p className="muted small">
          {t('problem.request')} <code>{requestId}</code>
        </p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t('ui.again')}
        </button>
      )}
    </div>
  );
}
