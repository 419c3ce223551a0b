import { useTranslation } from 'react-i18next';

/** A few words to what somebody says of an answer. */
export function CommentField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <label>
      {t('feedback.comment')}
      <textarea rows={2} maxLength={2000} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

/** The field of a judgement that such a comment is; none when nothing was written. */
export function commentOf(text: string): { comment?: string } {
  return text.trim() ? { comment: text.trim() } : {};
}
