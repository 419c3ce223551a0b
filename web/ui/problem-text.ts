import { ApiError } from '../api/api-error.ts';
import type { Translate } from '../i18n/i18n.ts';

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

/** What went wrong, in a sentence. */
export function titleOf(error: Error, t: Translate): string {
  return error instanceof ApiError && error.status === 0 ? t('problem.no-answer') : error.message;
}

/** What to do next, where that is known. */
export function adviceOf(error: Error, t: Translate): string | undefined {
  const advice = error instanceof ApiError && ADVICE[error.code as keyof typeof ADVICE];
  return advice ? t(advice) : undefined;
}
