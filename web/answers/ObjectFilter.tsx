import { useTranslation } from 'react-i18next';
import { hueOf } from '../../shared/domain/label-hue.ts';
import { formatShare } from '../i18n/format.ts';
import { countLabels } from './object-filter.ts';

/** Which of the objects are shown: by score, and by label. */
export function ObjectFilter({
  objects,
  minScore,
  onMinScore,
  labels,
  onLabels,
}: {
  objects: readonly { label: string; score: number }[];
  minScore: number;
  onMinScore: (minScore: number) => void;
  labels: ReadonlySet<string>;
  onLabels: (labels: ReadonlySet<string>) => void;
}) {
  const { t, i18n } = useTranslation();
  const counts = countLabels(objects);
  function toggle(label: string): void {
    const next = new Set(labels);
    if (!next.delete(label)) next.add(label);
    onLabels(next);
  }
  return (
    <>
      <label className="slider">
        <span>
          {t('answer.threshold')} <output>{formatShare(minScore, i18n.language, 0)}</output>
        </span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={minScore}
          onChange={(event) => onMinScore(Number(event.target.value))}
        />
      </label>
      {counts.length > 1 && (
        <fieldset className="chips">
          <legend className="visually-hidden">{t('answer.by-label')}</legend>
          {counts.map(([label, count]) => (
            <button
              key={label}
              type="button"
              className="chip"
              aria-pressed={labels.has(label)}
              style={{ '--hue': hueOf(label) } as React.CSSProperties}
              onClick={() => toggle(label)}
            >
              <span className="swatch" aria-hidden="true" />
              {label} <span className="muted">{count}</span>
            </button>
          ))}
        </fieldset>
      )}
    </>
  );
}
