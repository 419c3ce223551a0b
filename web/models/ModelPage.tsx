import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ModelWithFeedback } from '../../shared/domain/model.ts';
import { JsonView } from '../answers/JsonView.tsx';
import { client } from '../api/client.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatMs, formatNumber, formatShare } from '../i18n/format.ts';
import { useSaid } from '../i18n/i18n.ts';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Said } from '../ui/Said.tsx';
import { ConfusionTable } from './ConfusionTable.tsx';

/** One model: its figures, what it takes and gives, and how often it was right by your feedback. */
export default function ModelPage({ name }: { name: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['model', name], queryFn: () => client.model(name) });
  usePageTitle(name);
  if (!data) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{data.name}</h1>
          <p className="muted">
            <Said>{data.description}</Said>
          </p>
        </div>
        <Link href={`/?model=${data.name}`} className="button primary">
          {t('layout.try')}
        </Link>
      </header>
      {data.problem && <p className="notice notice-error">{data.problem}</p>}
      <Facts model={data} />
      <section className="card">
        <h2>{t('models.feedback')}</h2>
        {data.feedback.judged === 0 ? (
          <p className="muted">{t('models.no-feedback')}</p>
        ) : (
          <>
            <p>{t('models.judged', { correct: data.feedback.correct, judged: data.feedback.judged })}</p>
            <ConfusionTable confusion={data.feedback.confusion} />
            <p className="row">
              {(['coco', 'csv', 'folders'] as const).map((format) => (
                <a
                  key={format}
                  className="button"
                  href={`/v1/feedback/export?format=${format}&model=${data.name}`}
                  download
                >
                  <Icon name="download" /> {format === 'folders' ? 'ZIP' : format.toUpperCase()}
                </a>
              ))}
            </p>
          </>
        )}
      </section>
      {data.labels.length > 0 && (
        <details className="card">
          <summary>{t('models.labels', { count: data.labels.length })}</summary>
          <p>{data.labels.join(', ')}</p>
        </details>
      )}
      <details className="card">
        <summary>{t('models.params')}</summary>
        <JsonView value={data.paramsSchema} />
      </details>
      <details className="card">
        <summary>{t('models.result')}</summary>
        <JsonView value={data.resultSchema} />
      </details>
      <details className="card">
        <summary>{t('models.manifest')}</summary>
        <JsonView value={data.manifest} />
      </details>
    </>
  );
}

function Facts({ model }: { model: ModelWithFeedback }) {
  const { t, i18n } = useTranslation();
  const said = useSaid();
  const license = model.manifest['license'];
  const { waiting, running, oldestMs, jobsPerSecond } = model.queue;
  return (
    <section className="card">
      <dl className="facts">
        <Fact name={t('models.task')}>{model.task}</Fact>
        <Fact name={t('models.version')}>{model.version}</Fact>
        <Fact name={t('models.status')}>{t(`models.${model.status}`)}</Fact>
        {model.accuracy && (
          <Fact name={said(model.accuracy.metric)}>
            {formatShare(model.accuracy.value, i18n.language)}
            <span className="muted small">
              {' '}
              <Said>{model.accuracy.dataset}</Said>
            </span>
          </Fact>
        )}
        <Fact name={t('models.waiting')}>
          {waiting}
          {oldestMs !== null && <span className="muted small"> {formatMs(oldestMs, i18n.language)}</span>}
        </Fact>
        <Fact name={t('status.running')}>{running}</Fact>
        {jobsPerSecond !== null && (
          <Fact name={t('models.rate')}>{formatNumber(jobsPerSecond, i18n.language, 1)}</Fact>
        )}
        {typeof license === 'string' && <Fact name={t('models.license')}>{license}</Fact>}
        <Fact name="SHA-256">
          <code className="break">{model.sha256}</code>
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
