import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { Problem } from '../ui/Problem.tsx';
import { PasswordField } from './PasswordField.tsx';

/** The way in, and where accounts may be made by anybody, the way to one. */
export function SignIn({ mayRegister }: { mayRegister: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isNew, setIsNew] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  usePageTitle(t('account.sign-in'));
  const enter = useMutation({
    mutationFn: async () => {
      if (isNew) await client.register(email, password);
      return await client.signIn(email, password);
    },
    onSuccess: (session) => queries.setQueryData(['session'], session),
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    enter.mutate();
  }
  return (
    <section className="card narrow">
      <h1>{t(isNew ? 'account.register' : 'account.sign-in')}</h1>
      <form className="stack" onSubmit={send}>
        <label>
          {t('account.email')}
          <input
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <PasswordField label="password" value={password} isNew={isNew} onChange={setPassword} />
        {isNew && <p className="muted small">{t('account.password-rule')}</p>}
        {enter.error && <Problem error={enter.error} />}
        <button type="submit" className="primary" disabled={enter.isPending}>
          {t(isNew ? 'account.register' : 'account.sign-in')}
        </button>
      </form>
      {mayRegister ? (
        <button type="button" className="link" onClick={() => setIsNew(!isNew)}>
          {t(isNew ? 'account.have-one' : 'account.make-one')}
        </button>
      ) : (
        <p className="muted small">{t('account.made-by-operator')}</p>
      )}
    </section>
  );
}
