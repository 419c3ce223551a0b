import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { useModels } from '../api/use-models.ts';
import { BoxPicture } from '../boxes/BoxPicture.tsx';
import type { Box, Size } from '../boxes/geometry.ts';
import { Icon } from '../ui/Icon.tsx';
import { CommentField, commentOf } from './CommentField.tsx';
import { addedObject, type DraftObject, draftOf, judgementOf } from './object-draft.ts';
import { useJudge } from './use-judge.ts';

/** Boxes to be relabelled, dragged, resized, drawn and removed, and sent as what the truth was. */
export function ObjectFeedback({
  job,
  size,
  found,
  picture,
  onDone,
}: {
  job: Job;
  size: Size;
  found: readonly { box: Box; label: string }[];
  picture: ReactNode;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const listId = useId();
  const judge = useJudge(job.id);
  const { data } = useModels();
  const [draft, setDraft] = useState(() => draftOf(found, job.feedback?.judgement));
  const [active, setActive] = useState<string>();
  const [comment, setComment] = useState(job.feedback?.judgement.comment ?? '');
  const known = data?.models.find(({ name }) => name === job.model)?.labels ?? [];
  const labels = [...new Set([...known, ...draft.map(({ label }) => label)])];
  const kept = draft.filter(({ isRemoved }) => !isRemoved);
  const current = draft.find(({ key }) => key === active);

  function change(key: string, changes: Partial<DraftObject>): void {
    setDraft((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  }

  function add(box: Box): void {
    const made = addedObject(draft.length, box, current?.label ?? labels[0] ?? 'object');
    setDraft((all) => [...all, made]);
    setActive(made.key);
  }

  /** In the middle of the picture, for those who do not draw. */
  function addInTheMiddle(): void {
    add([size.width * 0.4, size.height * 0.4, size.width * 0.6, size.height * 0.6]);
  }

  return (
    <div className="object-answer">
      <div>
        <p className="muted small">{t('feedback.how')}</p>
        <BoxPicture
          size={size}
          boxes={kept.map(({ key, box, label }) => ({ key, box, label, note: '' }))}
          active={active}
          onActive={(key) => key && setActive(key)}
          edit={{
            onBox: (key, box) => change(key, { box }),
            onDrawn: add,
            onRemove: (key) => change(key, { isRemoved: true }),
          }}
          label={t('answer.objects', { count: kept.length })}
        >
          {picture}
        </BoxPicture>
      </div>
      <div className="object-side">
        <div className="row">
          <button type="button" onClick={addInTheMiddle}>
            <Icon name="plus" /> {t('feedback.add')}
          </button>
        </div>
        {current && !current.isRemoved ? (
          <div className="stack">
            <label>
              {t('feedback.label')}
              <input
                list={listId}
                value={current.label}
                maxLength={200}
                onChange={(event) => change(current.key, { label: event.target.value })}
              />
            </label>
            <button type="button" onClick={() => change(current.key, { isRemoved: true })}>
              <Icon name="trash" /> {t('feedback.remove')}
            </button>
          </div>
        ) : (
          <p className="muted">{t('feedback.choose')}</p>
        )}
        <datalist id={listId}>
          {labels.slice(0, 1000).map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <CommentField value={comment} onChange={setComment} />
        <div className="row">
          <button
            type="button"
            className="primary"
            disabled={judge.isPending || kept.some(({ label }) => !label.trim())}
            onClick={() =>
              judge.mutate({ ...judgementOf(found, draft), ...commentOf(comment) }, { onSuccess: onDone })
            }
          >
            {t('feedback.send')}
          </button>
          <button type="button" onClick={onDone}>
            {t('ui.cancel')}
          </button>
          {job.feedback && (
            <button
              type="button"
              disabled={judge.isPending}
              onClick={() => judge.mutate(null, { onSuccess: onDone })}
            >
              {t('feedback.take-back')}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
