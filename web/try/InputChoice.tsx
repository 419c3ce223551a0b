import { lazy, Suspense, useCallback, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../shared/domain/model.ts';
import { DigitCanvas } from './DigitCanvas.tsx';
import { FileInput } from './FileInput.tsx';
import { ACCEPTED_FILES, type InputKind } from './input-kind.ts';
import { SampleInput } from './SampleInput.tsx';
import { TensorInput } from './TensorInput.tsx';
import { UrlInput } from './UrlInput.tsx';

const CameraInput = lazy(() =>
  import('./CameraInput.tsx').then(({ CameraInput: view }) => ({ default: view })),
);

type Way = 'draw' | 'files' | 'camera' | 'sample' | 'url' | 'tensors';

/** In which ways each kind of input can be given, the most likely first. */
const WAYS = {
  drawing: ['draw', 'files', 'camera', 'sample', 'url'],
  picture: ['files', 'sample', 'camera', 'url'],
  recording: ['files', 'sample', 'url'],
  tensors: ['tensors'],
} as const satisfies Record<InputKind, readonly Way[]>;

/** What is to be run. */
export type Given = { readonly file: Blob; readonly name: string };

/** The ways to give a model its input, as tabs. */
export function InputChoice({
  model,
  kind,
  params,
  isBusy,
  onFiles,
  onSample,
  onJob,
}: {
  model: Model;
  kind: InputKind;
  params: Record<string, unknown>;
  isBusy: boolean;
  onFiles: (files: readonly Given[]) => void;
  onSample: (file: Blob, name: string) => void;
  onJob: (id: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const ways = (WAYS[kind] as readonly Way[]).filter((way) => way !== 'sample' || model.sample !== null);
  const [way, setWay] = useState<Way>(ways[0]!);
  const give = useCallback((file: Blob, name: string) => onFiles([{ file, name }]), [onFiles]);
  const giveMany = useCallback(
    (files: File[]) => onFiles(files.map((file) => ({ file, name: file.name }))),
    [onFiles],
  );

  function onKeyDown(event: React.KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = ways[(ways.indexOf(way) + step + ways.length) % ways.length]!;
    setWay(next);
    document.getElementById(`${id}-${next}`)?.focus();
  }

  return (
    <>
      {ways.length > 1 && (
        <div role="tablist" aria-label={t('try.ways')} className="tabs" onKeyDown={onKeyDown}>
          {ways.map((one) => (
            <button
              key={one}
              id={`${id}-${one}`}
              type="button"
              role="tab"
              aria-selected={one === way}
              aria-controls={`${id}-panel`}
              tabIndex={one === way ? 0 : -1}
              onClick={() => setWay(one)}
            >
              {t(`try.${one}`)}
            </button>
          ))}
        </div>
      )}
      <div id={`${id}-panel`} role="tabpanel" aria-label={t(`try.${way}`)}>
        {way === 'draw' && <DigitCanvas onSend={give} isBusy={isBusy} />}
        {way === 'files' && <FileInput accept={ACCEPTED_FILES[kind]} onFiles={giveMany} />}
        {way === 'camera' && (
          <Suspense fallback={<div className="skeleton skeleton-block" />}>
            <CameraInput model={model.name} params={params} onPicture={give} isBusy={isBusy} />
          </Suspense>
        )}
        {way === 'sample' && <SampleInput model={model} onFile={onSample} isBusy={isBusy} />}
        {way === 'url' && <UrlInput model={model.name} params={params} onJob={onJob} />}
        {way === 'tensors' && <TensorInput model={model} onJob={onJob} />}
      </div>
    </>
  );
}
