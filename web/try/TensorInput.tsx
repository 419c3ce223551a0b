import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../shared/domain/model.ts';
import { Problem } from '../ui/Problem.tsx';
import { tensorTemplate } from './tensor-template.ts';
import { useJsonSubmission } from './use-json-submission.ts';

/** Tensors as JSON, with a template from what the model's file says. */
export function TensorInput({ model, onJob }: { model: Model; onJob: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(tensorTemplate(model.signature?.inputs ?? [])));
  const { send, isPending, error } = useJsonSubmission(
    () => ({ model: model.name, input: { tensors: JSON.parse(text) as unknown } }),
    onJob,
  );
  return (
    <form className="stack" onSubmit={send}>
      <label>
        {t('try.tensors')}
        <textarea
          rows={12}
          spellCheck={false}
          className="code"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="primary" disabled={isPending}>
        {t('try.run')}
      </button>
      {error && <Problem error={error} />}
    </form>
  );
}
