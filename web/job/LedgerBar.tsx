import { useTranslation } from 'react-i18next';
import { formatMs } from '../i18n/format.ts';
import { type Ledger, ledgerParts } from './ledger.ts';

/** Where a job's time went, as one stacked bar and in words. */
export function LedgerBar({ timings }: { timings: Ledger }) {
  const { t, i18n } = useTranslation();
  const parts = ledgerParts(timings);
  if (parts.length < 2) return null;
  return (
    <figure className="ledger">
      <div className="ledger-bar" aria-hidden="true">
        {parts.map(({ stage, share }) => (
          <span key={stage} className={`stage stage-${stage}`} style={{ flexGrow: share }} />
        ))}
      </div>
      <figcaption>
        <ul className="legend">
          {parts.map(({ stage, ms }) => (
            <li key={stage}>
              <span className={`swatch stage-${stage}`} aria-hidden="true" />
              {t(`stage.${stage}`)} <span className="number">{formatMs(ms, i18n.language)}</span>
            </li>
          ))}
          {timings.totalMs !== undefined && (
            <li>
              <strong>
                {t('stage.totalMs')}{' '}
                <span className="number">{formatMs(timings.totalMs, i18n.language)}</span>
              </strong>
            </li>
          )}
        </ul>
        {timings.steps && (
          <p className="muted small">
            {timings.steps
              .map(({ name, ms, count }) => `${name}: ${formatMs(ms, i18n.language)} (${count})`)
              .join(' · ')}
          </p>
        )}
      </figcaption>
    </figure>
  );
}
