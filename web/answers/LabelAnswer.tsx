import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import type { ImageClassificationResult } from '../../shared/domain/task-result.ts';
import { LabelFeedback } from '../feedback/LabelFeedback.tsx';
import { LabelBars } from './LabelBars.tsx';

/** What a picture is, and how sure that is. */
export function LabelAnswer({
  job,
  result,
  isPlain,
}: {
  job: Job;
  result: ImageClassificationResult;
  isPlain: boolean;
}) {
  const { t } = useTranslation();
  const best = result.labels[0];
  const isPicture = job.input.mediaType.startsWith('image/');
  return (
    <div className="label-answer">
      {isPicture && (
        <img src={job.links.input} alt={job.input.name ?? t('answer.input')} className="answer-picture" />
      )}
      <div className="answer-text">
        {best && (
          <p className="best" data-testid="best">
            {best.label}
          </p>
        )}
        {!result.certain && <p className="notice">{t('answer.uncertain')}</p>}
        <LabelBars labels={result.labels} />
        {!isPlain && <LabelFeedback job={job} best={best?.label} />}
      </div>
    </div>
  );
}
