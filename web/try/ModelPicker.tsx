import { useTranslation } from 'react-i18next';
import type { Model } from '../../shared/domain/model.ts';
import { formatShare } from '../i18n/format.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { Said } from '../ui/Said.tsx';
import { type InputKind, inputKind } from './input-kind.ts';

/** The picture for each kind of input. */
const KIND_ICONS = {
  drawing: 'pen',
  picture: 'picture',
  recording: 'wave',
  tensors: 'cube',
} as const satisfies Record<InputKind, IconName>;

/** Models as cards, one of which is chosen. */
export function ModelPicker({
  models,
  chosen,
  onChoose,
}: {
  models: readonly Model[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className="model-picker">
      <legend className="visually-hidden">{t('try.model')}</legend>
      {models.map((model) => (
        <label key={model.name} className="model-choice">
          <input
            type="radio"
            name="model"
            value={model.name}
            checked={model.name === chosen}
            onChange={() => onChoose(model.name)}
          />
          <ModelPicture model={model} />
          <span className="model-choice-text">
            <strong>{model.name}</strong>
            <span className="muted small clamp">
              <Said>{model.description}</Said>
            </span>
            <span className="small">
              {model.accuracy && (
                <span className="number">
                  {formatShare(model.accuracy.value, i18n.language)} <Said>{model.accuracy.metric}</Said>
                </span>
              )}
              {model.status !== 'ready' && <span className="muted"> {t(`models.${model.status}`)}</span>}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The model's sample where it is a picture, else what kind of input it takes. */
export function ModelPicture({ model }: { model: Model }) {
  const kind = inputKind(model);
  const isShown = model.sample !== null && (kind === 'drawing' || kind === 'picture');
  return (
    <span className="model-picture" aria-hidden="true">
      {isShown ? <img src={model.sample!} alt="" loading="lazy" /> : <Icon name={KIND_ICONS[kind]} />}
    </span>
  );
}
