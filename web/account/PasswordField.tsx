import { useTranslation } from 'react-i18next';

/** As the server has it for new ones. */
const LEAST_CHARACTERS = 12;

/** A password that is there already, or a new one. */
export function PasswordField({
  label,
  value,
  isNew = false,
  onChange,
}: {
  label: 'password' | 'old-password' | 'new-password' | 'delete-confirm';
  value: string;
  isNew?: boolean;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <label>
      {t(`account.${label}`)}
      <input
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        minLength={isNew ? LEAST_CHARACTERS : undefined}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
