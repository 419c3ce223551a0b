import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import type { SleepStagingResult } from '../../shared/domain/sleep-result.ts';
import { SLEEP_STAGES, type SleepStage } from '../../shared/domain/sleep-stages.ts';
import { CommentField, commentOf } from '../feedback/CommentField.tsx';
import { useJudge } from '../feedback/use-judge.ts';
import { Icon } from '../ui/Icon.tsx';
import { Hypnogram } from './Hypnogram.tsx';
import { changedEpochs, draftOf, judgementOf, withStage } from './stage-draft.ts';

/** Whether the stages of a night are right, and what they are instead. */
export function StageFeedback({ job, result }: { job: Job; result: SleepStagingResult }) {
  const { t } = useTranslation();
  const judge = useJudge(job.id);
  const [isEditing, setIsEditing] = useState(false);
  const said = job.feedback?.judgement;
  if (isEditing) return <StageEditor job={job} result={result} onDone={() => setIsEditing(false)} />;
  return (
    <div className="feedback">
      {said ? (
        <>
          <p>
            <Icon name="check" />{' '}
            {said.epochs ? t('feedback.changed', { count: said.epochs.length }) : t('feedback.was-right')}
          </p>
          {said.comment && <blockquote>{said.comment}</blockquote>}
        </>
      ) : (
        <p>{t('feedback.question')}</p>
      )}
      <div className="row">
        {!said && (
          <button type="button" disabled={judge.isPending} onClick={() => judge.mutate({ correct: true })}>
            <Icon name="check" /> {t('feedback.right')}
          </button>
        )}
        <button type="button" onClick={() => setIsEditing(true)}>
          {t(said ? 'feedback.change' : 'feedback.correct-stages')}
        </button>
        {said && (
          <button type="button" disabled={judge.isPending} onClick={() => judge.mutate(null)}>
            {t('feedback.take-back')}
          </button>
        )}
      </div>
    </div>
  );
}

function StageEditor({ job, result, onDone }: { job: Job; result: SleepStagingResult; onDone: () => void }) {
  const { t } = useTranslation();
  const judge = useJudge(job.id);
  const found = result.stages;
  const said = job.feedback?.judgement;
  const [draft, setDraft] = useState(() => draftOf(found, said));
  const [[from, to], setRange] = useState<readonly [number, number]>([0, 0]);
  const [stage, setStage] = useState<SleepStage>('N2');
  const [areOthersRight, setAreOthersRight] = useState(said ? said.correct === true : true);
  const [comment, setComment] = useState(said?.comment ?? '');
  const judgement = judgementOf(found, draft, { areOthersRight });
  const count = changedEpochs(found, draft).length;
  /** People count from one. */
  const epoch = (value: number, label: string, set: (value: number) => void) => (
    <label>
      {label}
      <input
        type="number"
        min={1}
        max={found.length}
        value={value + 1}
        onChange={({ target }) => set(Math.min(found.length, Math.max(1, target.valueAsNumber || 1)) - 1)}
      />
    </label>
  );
  return (
    <div className="stack">
      <p className="muted small">{t('feedback.how-stages')}</p>
      <Hypnogram result={result} stages={draft} onRange={setRange} />
      <div className="row end">
        {epoch(from, t('feedback.epoch-from'), (value) => setRange([value, to]))}
        {epoch(to, t('feedback.epoch-to'), (value) => setRange([from, value]))}
        <label>
          {t('feedback.stage')}
          <select value={stage} onChange={(event) => setStage(event.target.value as SleepStage)}>
            {SLEEP_STAGES.map((one) => (
              <option key={one} value={one}>
                {t(`sleep.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => setDraft(withStage(draft, [from, to], stage))}>
          {t('feedback.set-stage')}
        </button>
        <span role="status">{t('feedback.changed', { count })}</span>
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={areOthersRight}
          onChange={(event) => setAreOthersRight(event.target.checked)}
        />
        {t('feedback.others-right')}
      </label>
      <CommentField value={comment} onChange={setComment} />
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={judge.isPending || !judgement}
          onClick={() =>
            judgement && judge.mutate({ ...judgement, ...commentOf(comment) }, { onSuccess: onDone })
          }
        >
          {t('feedback.send')}
        </button>
        <button type="button" onClick={onDone}>
          {t('ui.cancel')}
        </button>
      </div>
    </div>
  );
}
