import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import type { ObjectDetectionResult, PipelineResult } from '../../shared/domain/task-result.ts';
import { BoxPicture } from '../boxes/BoxPicture.tsx';
import { ObjectFeedback } from '../feedback/ObjectFeedback.tsx';
import { formatShare } from '../i18n/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Scrollable } from '../ui/Scrollable.tsx';
import { ObjectFilter } from './ObjectFilter.tsx';
import { ObjectList } from './ObjectList.tsx';
import { filterObjects } from './object-filter.ts';
import { saidObjects } from './said-objects.ts';

const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8];

/** A picture with what was found in it, a list linked to the boxes, and corrections. */
export default function ObjectAnswer({
  job,
  result,
  isPlain,
}: {
  job: Job;
  result: ObjectDetectionResult | PipelineResult;
  isPlain: boolean;
}) {
  const { t, i18n } = useTranslation();
  const [isEdited, setIsEdited] = useState(false);
  const [active, setActive] = useState<string>();
  const [minScore, setMinScore] = useState(0);
  const [labels, setLabels] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState(0);
  const objects = useMemo(() => saidObjects(result), [result]);
  const shown = filterObjects(objects, { minScore, labels });
  const picture = <img src={job.links.input} alt={job.input.name ?? t('answer.input')} />;

  if (isEdited)
    return (
      <ObjectFeedback
        job={job}
        size={result}
        found={objects}
        picture={picture}
        onDone={() => setIsEdited(false)}
      />
    );
  return (
    <div className="object-answer">
      <div>
        <div className="zoom-tools">
          <button
            type="button"
            className="icon-button"
            aria-label={t('answer.zoom-out')}
            disabled={zoom === 0}
            onClick={() => setZoom(zoom - 1)}
          >
            <Icon name="minus" />
          </button>
          <output>{formatShare(ZOOMS[zoom]!, i18n.language, 0)}</output>
          <button
            type="button"
            className="icon-button"
            aria-label={t('answer.zoom-in')}
            disabled={zoom === ZOOMS.length - 1}
            onClick={() => setZoom(zoom + 1)}
          >
            <Icon name="plus" />
          </button>
        </div>
        <Scrollable className="zoom-frame" label={t('answer.picture')}>
          <div style={{ inlineSize: `${ZOOMS[zoom]! * 100}%` }}>
            <BoxPicture
              size={result}
              boxes={shown.map(({ place, object }) => ({
                key: `o${place}`,
                box: object.box,
                label: object.label,
                note: formatShare(object.score, i18n.language, 0),
              }))}
              active={active}
              onActive={setActive}
              label={t('answer.objects', { count: shown.length })}
            >
              {picture}
            </BoxPicture>
          </div>
        </Scrollable>
      </div>
      <div className="object-side">
        <p className="object-count" data-testid="object-count">
          {objects.length === 0 ? t('answer.no-objects') : t('answer.objects', { count: shown.length })}
        </p>
        {objects.length > 0 && (
          <>
            <ObjectFilter
              objects={objects}
              minScore={minScore}
              onMinScore={setMinScore}
              labels={labels}
              onLabels={setLabels}
            />
            <ObjectList job={job} shown={shown} active={active} onActive={setActive} />
          </>
        )}
        {!isPlain && (
          <div className="feedback">
            {job.feedback && (
              <p data-testid="feedback">
                <Icon name="check" /> {t(job.verified ? 'feedback.verified' : 'feedback.partly')}
              </p>
            )}
            <button type="button" onClick={() => setIsEdited(true)}>
              <Icon name="pen" /> {t(job.feedback ? 'feedback.change' : 'feedback.correct')}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
