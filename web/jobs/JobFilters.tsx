import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { JOB_STATUSES } from '../../shared/domain/job-status.ts';
import { useCollections, useModels } from '../api/use-models.ts';

/** The list is asked for again when nobody has typed for so long. */
const TYPED_MS = 300;

/** What the list is narrowed to. */
export function JobFilters({
  search,
  onSet,
}: {
  search: URLSearchParams;
  onSet: (name: string, value: string) => void;
}) {
  const { t } = useTranslation();
  const { data } = useModels();
  const { data: collections } = useCollections();
  const choice = (name: string, options: readonly (readonly [value: string, text: string])[]) => (
    <label>
      {t(`jobs.${name}` as 'jobs.status')}
      <select value={search.get(name) ?? ''} onChange={(event) => onSet(name, event.target.value)}>
        <option value="">{t('jobs.all')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <search className="filters">
      {choice('model', data?.models.map(({ name }) => [name, name] as const) ?? [])}
      {choice(
        'status',
        JOB_STATUSES.map((status) => [status, t(`status.${status}`)] as const),
      )}
      {(collections?.collections.length ?? 0) > 0 &&
        choice('collection', collections?.collections.map(({ id, name }) => [id, name] as const) ?? [])}
      <LabelFilter label={search.get('label') ?? ''} onSet={(label) => onSet('label', label)} />
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {t(`jobs.${name}`)}
          <input
            type="date"
            value={search.get(name) ?? ''}
            onChange={(event) => onSet(name, event.target.value)}
          />
        </label>
      ))}
      {search.get('batch') && (
        <button type="button" className="chip" onClick={() => onSet('batch', '')}>
          {t('jobs.batch')} ×
        </button>
      )}
    </search>
  );
}

function LabelFilter({ label, onSet }: { label: string; onSet: (label: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(label);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Before the next key is pressed, which would be lost.
  useLayoutEffect(() => {
    clearTimeout(timer.current);
    setTyped(label);
  }, [label]);
  return (
    <label>
      {t('jobs.label')}
      <input
        type="search"
        value={typed}
        maxLength={200}
        placeholder={t('jobs.any')}
        onChange={({ target: { value } }) => {
          setTyped(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onSet(value), TYPED_MS);
        }}
      />
    </label>
  );
}
