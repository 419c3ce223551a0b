import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { useModels } from '../api/use-models.ts';
import { Icon } from '../ui/Icon.tsx';
import { CommentField, commentOf } from './CommentField.tsx';
import { useJudge } from './use-judge.ts';

/** Right or wrong, and what it is instead. */
export function LabelFeedback({ job, best }: { job: Job; best: string | undefined }) {
  const { t } = useTranslation();
  const listId = useId();
  const judge = useJudge(job.id);
  const { data } = useModels();
  const [isWrong, setIsWrong] = useState(false);
  const [label, setLabel] = useState('');
  const [comment, setComment] = useState('');
  const labels = data?.models.find(({ name }) => name === job.model)?.labels ?? [];
  const said = job.feedback?.judgement;

  function send(event: FormEvent): void {
    event.preventDefault();
    if (label.trim())
      judge.mutate({ label: label.trim(), ...commentOf(comment) }, { onSuccess: () => setIsWrong(false) });
  }

  if (said)
    return (
      <div className="feedback" data-testid="feedback">
        <p>
          <Icon name="check" />{' '}
          {said.correct ? t('feedback.was-right') : t('feedback.was', { label: said.label })}
        </p>
        {said.comment && <blockquote>{said.comment}</blockquote>}
        <button type="button" disabled={judge.isPending} onClick={() => judge.mutate(null)}>
          {t('feedback.take-back')}
        </button>
      </div>
    );
  return (
    <div className="feedback">
      <p id={`${listId}-question`}>{t('feedback.question')}</p>
      <div className="row">
        {best !== undefined && (
          <button type="button" disabled={judge.isPending} onClick={() => judge.mutate({ correct: true })}>
            <Icon name="check" /> {t('feedback.right')}
          </button>
        )}
        <button type="button" aria-expanded={isWrong} onClick={() => setIsWrong(!isWrong)}>
          <Icon name="close" /> {t('feedback.wrong')}
        </button>
      </div>
      {isWrong && (
        <form className="stack" onSubmit={send}>
          <label>
            {t('feedback.instead')}
            <input
              list={listId}
              value={label}
              maxLength={200}
              // biome-ignore lint/a11y/noAutofocus: it has just been asked for
              autoFocus
              onChange={(event) => setLabel(event.target.value)}
            />
          </label>
          <datalist id={listId}>
            {labels.slice(0, 1000).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          <CommentField value={comment} onChange={setComment} />
          <button type="submit" className="primary" disabled={judge.isPending || !label.trim()}>
            {t('feedback.send')}
          </button>
        </form>
      )}
    </div>
  );
}
