import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { uploadBatch } from '../api/upload-batch.ts';
import { useModels } from '../api/use-models.ts';
import { formatBytes } from '../i18n/format.ts';
import { FileInput } from '../try/FileInput.tsx';
import { ACCEPTED_FILES, inputKind } from '../try/input-kind.ts';
import { ModelSelect } from '../ui/ModelSelect.tsx';
import { Problem } from '../ui/Problem.tsx';

/** Many files, or a zip of them, in one request. */
export function NewBatch() {
  const { t, i18n } = useTranslation();
  const [, navigate] = useLocation();
  const { data } = useModels();
  const models = data?.models.filter((model) => inputKind(model) !== 'tensors') ?? [];
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState('');
  const [sent, setSent] = useState<{ bytes: number; total: number }>();
  const model = models.find(({ name }) => name === chosen) ?? models[0];
  const submit = useMutation({
    mutationFn: (files: readonly File[]) =>
      uploadBatch({ model: model!.name, files }, (bytes, total) => setSent({ bytes, total })),
    onSettled: () => setSent(undefined),
  });
  const { mutate } = submit;
  const onFiles = useCallback(
    (files: File[]) => {
      if (!model || files.length === 0) return;
      // Not called once the view has gone: who is elsewhere by then stays there.
      mutate(files, { onSuccess: ({ id }) => navigate(`/batches/${id}`) });
    },
    [model, mutate, navigate],
  );
  return (
    <details className="card" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t('batches.make')}</summary>
      <ModelSelect models={models} value={model?.name} onChange={setChosen} />
      {sent ? (
        <p role="status">
          <progress value={sent.bytes} max={sent.total || 1} aria-label={t('files.sent')} />{' '}
          {formatBytes(sent.bytes, i18n.language)} / {formatBytes(sent.total, i18n.language)}
        </p>
      ) : (
        // It takes what is pasted anywhere on the page.
        isOpen &&
        model && (
          <FileInput accept={`${ACCEPTED_FILES[inputKind(model)]},.zip,application/zip`} onFiles={onFiles} />
        )
      )}
      {submit.error && <Problem error={submit.error} />}
    </details>
  );
}
