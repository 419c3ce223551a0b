import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';

const ADVICE = {
  'queue-full': 'problem.later',
  'too-many-requests': 'problem.later',
  'too-many-uploads': 'problem.later',
  'wait-too-long': 'problem.later',
  'storage-quota': 'problem.storage',
  'content-too-large': 'problem.smaller',
  'unsupported-media-type': 'problem.other-file',
  'invalid-image': 'problem.other-file',
  'image-too-small': 'problem.other-file',
  'image-too-large': 'problem.smaller',
  'invalid-params': 'problem.params',
  'invalid-recording': 'problem.other-file',
  unauthorized: 'problem.sign-in',
  'not-found': 'problem.gone',
  unreachable: 'problem.unreachable',
  unavailable: 'problem.unreachable',
} as const;

/** What went wrong, what to do next, and what to name to whoever runs the server. */
export function Problem({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : undefined;
  const advice = ADVICE[known?.code as keyof typeof ADVICE];
  return (
    <div className="notice notice-error" role="alert">
      <p>
        <strong>{known?.status === 0 ? t('problem.no-answer') : error.message}</strong>
      </p>
      {advice && <p>{t(advice)}</p>}
      {known?.requestId && (
        <p className="muted small">
          {t('problem.request')} <code>{known.requestId}</code>
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
