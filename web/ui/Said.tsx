import { useSaid } from '../i18n/i18n.ts';

/** A text of the api: in the language of the page where it is known, else marked as the English that it is. */
export function Said({ children }: { children: string }) {
  const text = useSaid()(children);
  return <span lang={text === children ? 'en' : undefined}>{text}</span>;
}
