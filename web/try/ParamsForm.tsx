import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Said } from '../ui/Said.tsx';
import { type Field, nameOf } from './params-form.ts';

/** The parameters of a model as a form. */
export function ParamsForm({
  fields,
  values,
  onChange,
}: {
  fields: readonly Field[];
  values: Readonly<Record<string, string>>;
  onChange: (values: Record<string, string>) => void;
}) {
  return (
    <div className="params">
      {fields.map((field) => (
        <ParamField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          onValue={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </div>
  );
}

function ParamField({
  field,
  value,
  onValue,
}: {
  field: Field;
  value: string;
  onValue: (value: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const common = {
    id,
    value,
    required: field.isRequired,
    'aria-describedby': field.description ? `${id}-about` : undefined,
  };
  const onInput = (event: { target: { value: string } }) => onValue(event.target.value);
  return (
    <div className="param">
      <label htmlFor={id}>
        <Said>{nameOf(field.name)}</Said>
      </label>
      {field.kind === 'boolean' ? (
        <select {...common} onChange={onInput}>
          <option value="">{t('params.usual')}</option>
          <option value="true">{t('params.yes')}</option>
          <option value="false">{t('params.no')}</option>
        </select>
      ) : field.kind === 'choice' ? (
        <select {...common} onChange={onInput}>
          <option value="">{t('params.usual')}</option>
          {field.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : field.kind === 'number' ? (
        <input
          {...common}
          type="number"
          step={field.step}
          min={field.min}
          max={field.max}
          placeholder={t('params.usual')}
          onChange={onInput}
        />
      ) : field.kind === 'instant' ? (
        <input {...common} type="datetime-local" step={1} onChange={onInput} />
      ) : (
        <input {...common} type="text" placeholder={t('params.usual')} onChange={onInput} />
      )}
      {field.description && (
        <p id={`${id}-about`} className="muted small">
          <Said>{field.description}</Said>
        </p>
      )}
    </div>
  );
}
