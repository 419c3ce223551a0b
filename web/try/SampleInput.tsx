import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../shared/domain/model.ts';
import { client } from '../api/client.ts';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Problem.tsx';
import { ModelPicture } from './ModelPicker.tsx';

/** The input that comes with the model, so that nobody needs a file of their own. */
export function SampleInput({
  model,
  onFile,
  isBusy,
}: {
  model: Model;
  onFile: (file: Blob, name: string) => void;
  isBusy: boolean;
}) {
  const { t } = useTranslation();
  const fetching = useMutation({ mutationFn: () => client.sample(model.name) });
  // Not called once the view has gone: nobody waits for it any more.
  const run = () => fetching.mutate(undefined, { onSuccess: (file) => onFile(file, file.name) });
  return (
    <div className="sample">
      <ModelPicture model={model} />
      <p className="muted">{t('try.sample-text')}</p>
      <button type="button" className="primary" disabled={isBusy || fetching.isPending} onClick={run}>
        <Icon name="play" /> {t('try.run-sample')}
      </button>
      {fetching.error && <Problem error={fetching.error} />}
    </div>
  );
}
