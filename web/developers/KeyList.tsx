import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Key, ShownKey } from '../../shared/domain/api-key.ts';
import { client } from '../api/client.ts';
import { formatTime } from '../i18n/format.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Scrollable } from '../ui/Scrollable.tsx';
import { useToasts } from '../ui/Toasts.tsx';

const SCOPES = ['jobs:read', 'jobs:write', 'admin'] as const;

/** API keys: make one, see it once, revoke it. */
export function KeyList() {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['keys'], queryFn: client.keys });
  const [shown, setShown] = useState<ShownKey>();
  return (
    <section className="card">
      <h2>{t('keys.title')}</h2>
      <p className="muted">{t('keys.text')}</p>
      <NewKeyForm onMade={setShown} />
      {shown && (
        <div className="notice notice-good" role="status">
          <p>{t('keys.shown-once')}</p>
          <p className="row">
            <code data-testid="new-key">{shown.key}</code>
            <CopyButton text={shown.key} label={t('ui.copy')} />
          </p>
        </div>
      )}
      {error && <Problem error={error} />}
      {data && data.keys.length > 0 && (
        <Scrollable className="table-scroll" label={t('keys.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('keys.name')}</th>
                <th scope="col">{t('keys.key')}</th>
                <th scope="col">{t('keys.scopes')}</th>
                <th scope="col">{t('keys.used')}</th>
                <th scope="col">{t('keys.expires')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('keys.revoke')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
    </section>
  );
}

function KeyRow({ apiKey }: { apiKey: Key }) {
  const { t, i18n } = useTranslation();
  const { complain } = useToasts();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => client.revokeKey(apiKey.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
    onError: complain,
  });
  const time = (at: string | null) => (at ? formatTime(at, i18n.language) : t('keys.never'));
  return (
    <tr className={apiKey.revokedAt ? 'is-over' : undefined}>
      <th scope="row">{apiKey.name}</th>
      <td>
        <code>{apiKey.hint}…</code>
      </td>
      <td>{apiKey.scopes.join(', ')}</td>
      <td>{time(apiKey.lastUsedAt)}</td>
      <td>{time(apiKey.expiresAt)}</td>
      <td>
        {apiKey.revokedAt ? (
          t('keys.revoked')
        ) : (
          <button
            type="button"
            className="danger"
            disabled={revoke.isPending}
            onClick={() => confirm(t('keys.revoke-sure', { name: apiKey.name })) && revoke.mutate()}
          >
            {t('keys.revoke')}
          </button>
        )}
      </td>
    </tr>
  );
}

function NewKeyForm({ onMade }: { onMade: (key: ShownKey) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly (typeof SCOPES)[number][]>(['jobs:read', 'jobs:write']);
  const [days, setDays] = useState('');
  const make = useMutation({
    mutationFn: () =>
      client.createKey({ name, scopes: [...scopes], expiresInDays: days === '' ? null : Number(days) }),
    onSuccess: async (key) => {
      onMade(key);
      setName('');
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    make.mutate();
  }
  return (
    <form className="row end" onSubmit={send}>
      <label>
        {t('keys.name')}
        <input required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        {t('keys.days')}
        <input
          type="number"
          min={1}
          max={3650}
          placeholder={t('keys.never')}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
      </label>
      <fieldset className="row">
        <legend>{t('keys.scopes')}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="check">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
              }
            />
            {scope}
          </label>
        ))}
      </fieldset>
      <button type="submit" className="primary" disabled={make.isPending || scopes.length === 0}>
        {t('keys.make')}
      </button>
      {make.error && <Problem error={make.error} />}
    </form>
  );
}
