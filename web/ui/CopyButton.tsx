import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from './Icon.tsx';
import { useToasts } from './Toasts.tsx';

/** Copies a text, and says so. */
export function CopyButton({
  text,
  label,
  icon = 'copy',
}: {
  text: string | (() => string);
  label: string;
  icon?: IconName;
}) {
  const { t } = useTranslation();
  const { say, complain } = useToasts();
  const [isDone, setIsDone] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setIsDone(true);
      setTimeout(() => setIsDone(false), 2000);
      say(t('ui.copied'));
    } catch (error) {
      complain(error);
    }
  }
  return (
    <button type="button" onClick={() => void copy()}>
      <Icon name={isDone ? 'check' : icon} />
      {label}
    </button>
  );
}
