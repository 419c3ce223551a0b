import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import { filesOfDrop, filesOfList } from './chosen-files.ts';

/** Files by drop, choice, folder or paste. */
export function FileInput({ accept, onFiles }: { accept: string; onFiles: (files: File[]) => void }) {
  const { t } = useTranslation();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const pasted = filesOfList(event.clipboardData?.files ?? null);
      if (pasted.length > 0) onFiles(pasted);
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, [onFiles]);

  async function onDrop(event: DragEvent): Promise<void> {
    event.preventDefault();
    setIsOver(false);
    onFiles(await filesOfDrop(event.dataTransfer));
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the buttons in it are for everybody
    <div
      className={isOver ? 'drop is-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => void onDrop(event)}
    >
      <Icon name="upload" />
      <p>{t('files.drop')}</p>
      <div className="row">
        <button type="button" className="primary" onClick={() => files.current?.click()}>
          {t('files.choose')}
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          <Icon name="folder" /> {t('files.folder')}
        </button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        accept={accept}
        hidden
        aria-label={t('files.choose')}
        onChange={(event) => {
          onFiles(filesOfList(event.target.files));
          event.target.value = '';
        }}
      />
      <input
        ref={(element) => {
          folder.current = element;
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        aria-label={t('files.folder')}
        onChange={(event) => {
          onFiles(filesOfList(event.target.files));
          event.target.value = '';
        }}
      />
    </div>
  );
}
