import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModels } from '../api/use-models.ts';
import { useSession } from '../api/use-session.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { CodeBlock } from '../ui/CodeBlock.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { KeyList } from './KeyList.tsx';
import { SNIPPETS, type SnippetLanguage } from './snippets.ts';

/** How programs use this: snippets filled in for this server, keys, and the reference. */
export default function DevelopersPage() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const { data } = useModels();
  const [chosen, setChosen] = useState('');
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const model = chosen || data?.models[0]?.name || 'digits';
  const text = SNIPPETS[language]({ origin: location.origin, model, isKeyed: session?.auth === 'keys' });
  usePageTitle(t('layout.developers'));
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('developers.title')}</h1>
          <p className="muted">
            {t('developers.text')} <a href="/docs">{t('developers.reference')}</a> ·{' '}
            <a href="/openapi.json">OpenAPI</a> · <a href="/metrics">{t('developers.metrics')}</a>
          </p>
        </div>
      </header>
      <section className="card">
        <div className="row spread">
          <div className="row">
            <select
              aria-label={t('developers.language')}
              value={language}
              onChange={(event) => setLanguage(event.target.value as SnippetLanguage)}
            >
              {Object.keys(SNIPPETS).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <select
              aria-label={t('try.model')}
              value={model}
              onChange={(event) => setChosen(event.target.value)}
            >
              {data?.models.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </div>
          <CopyButton text={text} label={t('ui.copy')} />
        </div>
        <CodeBlock text={text} />
      </section>
      <KeyList />
    </>
  );
}
