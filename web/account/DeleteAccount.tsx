import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client.ts';
import { useForgetSession } from '../api/use-session.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Problem } from '../ui/Problem.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { PasswordField } from './PasswordField.tsx';

/** The way out for good, by the password. */
export function DeleteAccount() {
  const { t } = useTranslation();
  const { say } = useToasts();
  const forgetSession = useForgetSession();
  const [isAsked, setIsAsked] = useState(false);
  const [password, setPassword] = useState('');
  const remove = useMutation({
    mutationFn: () => client.deleteAccount(password),
    onSuccess: async () => {
      say(t('account.deleted'));
      await forgetSession();
    },
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    remove.mutate();
  }
  return (
    <section className="card">
      <h2>{t('account.delete')}</h2>
      <p className="muted">{t('account.delete-text')}</p>
      <button type="button" className="danger" onClick={() => setIsAsked(true)}>
        {t('account.delete')}
      </button>
      {isAsked && (
        <Dialog title={t('account.delete')} onClose={() => setIsAsked(false)}>
          <form className="stack" onSubmit={send}>
            <p>{t('account.delete-text')}</p>
            <PasswordField label="delete-confirm" value={password} onChange={setPassword} />
            {remove.error && <Problem error={remove.error} />}
            <button type="submit" className="danger" disabled={remove.isPending}>
              {t('account.delete')}
            </button>
          </form>
        </Dialog>
      )}
    </section>
  );
}
