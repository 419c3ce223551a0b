import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client.ts';
import { useSession, useSignOut } from '../api/use-session.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { KeyList } from '../developers/KeyList.tsx';
import { formatTime } from '../i18n/format.ts';
import { Problem } from '../ui/Problem.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { DeleteAccount } from './DeleteAccount.tsx';
import { PasswordField } from './PasswordField.tsx';
import { UsageCard } from './UsageCard.tsx';

/** Who is signed in, what that takes, the keys, the password, and the way out. */
export default function AccountPage() {
  const { t, i18n } = useTranslation();
  const { data: session } = useSession();
  const { complain } = useToasts();
  const signOut = useSignOut();
  const isAccount = session?.email !== null && session?.email !== undefined;
  const { data: account } = useQuery({ queryKey: ['account'], queryFn: client.account, enabled: isAccount });
  usePageTitle(t('layout.account'));
  return (
    <>
      <header className="page-head">
        <h1>{t('layout.account')}</h1>
      </header>
      <section className="card">
        {isAccount ? (
          <div className="row spread">
            <div>
              <p>
                <strong>{session.email}</strong>
              </p>
              {account && (
                <p className="muted">
                  {t('account.since', { time: formatTime(account.createdAt, i18n.language) })}
                </p>
              )}
            </div>
            <button type="button" onClick={() => void signOut().catch(complain)}>
              {t('account.sign-out')}
            </button>
          </div>
        ) : (
          <p>{t('account.none')}</p>
        )}
      </section>
      <UsageCard />
      <KeyList />
      {isAccount && <PasswordForm />}
      {isAccount && <DeleteAccount />}
    </>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const { say } = useToasts();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const change = useMutation({
    mutationFn: () => client.changePassword(password, newPassword),
    onSuccess: () => {
      say(t('account.changed'));
      setPassword('');
      setNewPassword('');
    },
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    change.mutate();
  }
  return (
    <section className="card">
      <h2>{t('account.change')}</h2>
      <form className="stack" onSubmit={send}>
        <PasswordField label="old-password" value={password} onChange={setPassword} />
        <PasswordField label="new-password" value={newPassword} isNew onChange={setNewPassword} />
        {change.error && <Problem error={change.error} />}
        <button type="submit" disabled={change.isPending}>
          {t('account.change')}
        </button>
      </form>
    </section>
  );
}
