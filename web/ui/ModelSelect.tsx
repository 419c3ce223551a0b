import { useTranslation } from 'react-i18next';
import type { Model } from '../../shared/domain/model.ts';

/** A labelled choice among models. */
export function ModelSelect({
  models,
  value,
  onChange,
}: {
  models: readonly Model[];
  value: string | undefined;
  onChange: (name: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <label>
      {t('try.model')}
      <select value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
        {models.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
