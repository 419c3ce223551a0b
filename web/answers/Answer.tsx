import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { JsonView } from './JsonView.tsx';
import { LabelAnswer } from './LabelAnswer.tsx';
import { TensorTable } from './TensorTable.tsx';

const ObjectAnswer = lazy(() => import('./ObjectAnswer.tsx'));
const SleepAnswer = lazy(() => import('../sleep/SleepAnswer.tsx'));

/** The answer of a job that has succeeded, as its task wants it to be seen. */
export function Answer({ job, isPlain = false }: { job: Job; isPlain?: boolean }) {
  const { t } = useTranslation();
  const { result } = job;
  if (!result) return null;
  return (
    <Suspense
      fallback={<div className="skeleton skeleton-block" role="status" aria-label={t('ui.loading')} />}
    >
      {'objects' in result ? (
        <ObjectAnswer job={job} result={result} isPlain={isPlain} />
      ) : 'labels' in result ? (
        <LabelAnswer job={job} result={result} isPlain={isPlain} />
      ) : 'stages' in result ? (
        <SleepAnswer job={job} result={result} />
      ) : 'outputs' in result ? (
        <TensorTable result={result} />
      ) : (
        <JsonView value={result} />
      )}
    </Suspense>
  );
}
