import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../ui/Problem.tsx';
import { useJsonSubmission } from './use-json-submission.ts';

/** An input by its address, which the server downloads where its operator lets it. */
export function UrlInput({
  model,
  params,
  onJob,
}: {
  model: string;
  params: Record<string, unknown>;
  onJob: (id: string) => void;
}) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  const { send, isPending, error } = useJsonSubmission(() => ({ model, params, input: { url } }), onJob);
  return (
    <form className="stack" onSubmit={send}>
      <label>
        {t('try.address')}
        <input
          type="url"
          required
          placeholder="https://example.org/picture.jpg"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </label>
      <p className="muted small">{t('try.address-text')}</p>
      <button type="submit" className="primary" disabled={isPending}>
        {t('try.run')}
      </button>
      {error && <Problem error={error} />}
    </form>
  );
}
