import { useTranslation } from 'react-i18next';
import type { Batch } from '../../shared/domain/batch.ts';
import { formatShare } from '../i18n/format.ts';

const STATES = ['succeeded', 'failed', 'refused', 'canceled', 'deleted', 'running', 'queued'] as const;

/** How far a batch is, and what became of its files so far. */
export function BatchBar({ batch }: { batch: Batch }) {
  const { t, i18n } = useTranslation();
  const shown = STATES.filter((state) => batch.counts[state] > 0);
  return (
    <figure className="ledger">
      <div className="ledger-bar" aria-hidden="true">
        {shown.map((state) => (
          <span key={state} className={`status-fill-${state}`} style={{ flexGrow: batch.counts[state] }} />
        ))}
      </div>
      <figcaption>
        <ul className="legend">
          <li>
            <strong>{t(`batches.${batch.status}`)}</strong>{' '}
            <span className="number">{formatShare(batch.progress, i18n.language, 0)}</span>
          </li>
          {shown.map((state) => (
            <li key={state}>
              <span className={`swatch status-fill-${state}`} aria-hidden="true" />
              {t(`batches.${state}`)} <span className="number">{batch.counts[state]}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
