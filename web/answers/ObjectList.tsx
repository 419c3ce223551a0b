import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { hueOf } from '../../shared/domain/label-hue.ts';
import { formatShare } from '../i18n/format.ts';
import type { PlacedObject } from './object-filter.ts';
import type { SaidObject } from './said-objects.ts';

/** The objects in words, each linked to its box. */
export function ObjectList({
  job,
  shown,
  active,
  onActive,
}: {
  job: Job;
  shown: readonly PlacedObject<SaidObject>[];
  active: string | undefined;
  onActive: (key: string | undefined) => void;
}) {
  const { i18n } = useTranslation();
  return (
    <ul className="object-list">
      {shown.map(({ place, object }) => (
        <li key={place}>
          <button
            type="button"
            className={active === `o${place}` ? 'is-active' : undefined}
            style={{ '--hue': hueOf(object.label) } as React.CSSProperties}
            onFocus={() => onActive(`o${place}`)}
            onPointerEnter={() => onActive(`o${place}`)}
            onPointerLeave={() => onActive(undefined)}
          >
            {object.artifact ? (
              <img src={`${job.links.self}/artifacts/${object.artifact}`} alt="" loading="lazy" />
            ) : (
              <span className="swatch" aria-hidden="true" />
            )}
            <span className="object-name">
              {object.label}
              {object.labels.length > 1 && (
                <span className="muted small">
                  {object.labels
                    .slice(1, 3)
                    .map(({ label, score }) => `${label} ${formatShare(score, i18n.language, 0)}`)
                    .join(' · ')}
                </span>
              )}
            </span>
            <span className="number">{formatShare(object.score, i18n.language)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
