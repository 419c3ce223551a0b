import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client.ts';
import { formatBytes } from '../i18n/format.ts';
import { Scrollable } from '../ui/Scrollable.tsx';

const COUNTS = ['succeeded', 'failed', 'canceled'] as const;

/** What is stored, and what was done in the last day. */
export function UsageCard() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery({ queryKey: ['usage'], queryFn: client.usage });
  if (!data) return null;
  const { stored, lastDay } = data;
  const bytes = formatBytes(stored.inputBytes, i18n.language);
  return (
    <section className="card" aria-labelledby="usage-title">
      <h2 id="usage-title">{t('account.usage')}</h2>
      <p>
        {t('account.stored', { count: stored.jobs })} · {t('account.verified', { count: stored.verified })} ·{' '}
        {stored.maxInputBytes === null
          ? t('account.inputs', { bytes })
          : t('account.inputs-of', { bytes, max: formatBytes(stored.maxInputBytes, i18n.language) })}
      </p>
      {lastDay.length === 0 ? (
        <p className="muted">{t('account.nothing')}</p>
      ) : (
        <Scrollable className="table-scroll" label={t('account.last-day')}>
          <table>
            <caption>{t('account.last-day')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('jobs.model')}</th>
                {COUNTS.map((status) => (
                  <th key={status} scope="col" className="number">
                    {t(`status.${status}`)}
                  </th>
                ))}
                <th scope="col" className="number">
                  {t('account.unfinished')}
                </th>
              </tr>
            </thead>
            <tbody>
              {lastDay.map(({ model, unfinished, ...counts }) => (
                <tr key={model}>
                  <th scope="row">{model}</th>
                  {COUNTS.map((status) => (
                    <td key={status} className="number">
                      {counts[status]}
                    </td>
                  ))}
                  <td className="number">{unfinished}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
    </section>
  );
}
