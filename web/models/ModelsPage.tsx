import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Model } from '../../shared/domain/model.ts';
import { useModels } from '../api/use-models.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatShare } from '../i18n/format.ts';
import { ModelPicture } from '../try/ModelPicker.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Said } from '../ui/Said.tsx';

/** All models as cards; those that are broken say why. */
export default function ModelsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useModels();
  usePageTitle(t('layout.models'));
  if (!data) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('layout.models')}</h1>
          <p className="muted">{t('models.text')}</p>
        </div>
      </header>
      <ul className="model-cards">
        {data.models.map((model) => (
          <ModelCard key={model.name} model={model} />
        ))}
        {data.broken.map(({ name, reason }) => (
          <li key={name} className="card notice notice-error">
            <h2>{name}</h2>
            <p>{reason}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function ModelCard({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  return (
    <li className="card model-card">
      <ModelPicture model={model} />
      <div>
        <h2>
          <Link href={`/models/${model.name}`}>{model.name}</Link>
        </h2>
        <p className="muted small">
          {model.task} · {t(`models.${model.status}`)}
        </p>
        <p>
          <Said>{model.description}</Said>
        </p>
        {model.accuracy && (
          <p className="small">
            <strong className="number">{formatShare(model.accuracy.value, i18n.language)}</strong>{' '}
            <Said>{model.accuracy.metric}</Said>{' '}
            <span className="muted">
              (<Said>{model.accuracy.dataset}</Said>)
            </span>
          </p>
        )}
        <Link href={`/?model=${model.name}`} className="button">
          {t('layout.try')}
        </Link>
      </div>
    </li>
  );
}
