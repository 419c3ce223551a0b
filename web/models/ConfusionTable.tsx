import { useTranslation } from 'react-i18next';
import type { ModelWithFeedback } from '../../shared/domain/model.ts';
import { Scrollable } from '../ui/Scrollable.tsx';
import { confusionGrid } from './confusion-grid.ts';

const MOST_LABELS = 20;

/** What the model took for what, the frequent ones darker. */
export function ConfusionTable({ confusion }: { confusion: ModelWithFeedback['feedback']['confusion'] }) {
  const { t } = useTranslation();
  const { labels, counts, most } = confusionGrid(confusion, MOST_LABELS);
  const nameOf = (label: string | null) => label ?? t('models.nothing');
  return (
    <Scrollable className="table-scroll" label={t('models.confusion')}>
      <table className="confusion">
        <caption className="muted small">{t('models.confusion')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('models.actual')}</th>
            {labels.map((label) => (
              <th key={nameOf(label)} scope="col">
                {nameOf(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((actual, i) => (
            <tr key={nameOf(actual)}>
              <th scope="row">{nameOf(actual)}</th>
              {labels.map((predicted, j) => {
                const count = counts[i]![j]!;
                return (
                  <td
                    key={nameOf(predicted)}
                    className={actual === predicted ? 'is-right' : 'is-wrong'}
                    style={{ '--share': count / most } as React.CSSProperties}
                  >
                    {count || ''}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
