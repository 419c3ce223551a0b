import { useTranslation } from 'react-i18next';
import type { System } from '../../shared/domain/system.ts';
import { formatAgo } from '../i18n/format.ts';

/** The workers that live, and how busy each is. */
export function WorkerTable({ workers }: { workers: System['workers'] }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="card">
      <h2>{t('system.workers')}</h2>
      {workers.length === 0 ? (
        <p className="notice notice-error">{t('system.no-workers')}</p>
      ) : (
        <ul className="workers">
          {workers.map((worker) => (
            <li key={worker.id}>
              <span>
                <strong>{worker.id.split(':').slice(0, 2).join(':')}</strong>
                <span className="muted small"> {formatAgo(worker.startedAt, i18n.language)}</span>
              </span>
              <span
                className="children"
                role="img"
                aria-label={t('system.busy-of', { busy: worker.busyChildren, count: worker.children })}
              >
                {Array.from({ length: worker.children }, (_, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing but a number
                  <span key={i} className={i < worker.busyChildren ? 'child is-busy' : 'child'} />
                ))}
              </span>
              <span className="muted small">{worker.models.join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
