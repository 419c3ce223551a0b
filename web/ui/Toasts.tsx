import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import type { Translate } from '../i18n/i18n.ts';
import { Icon } from './Icon.tsx';
import { adviceOf, titleOf } from './problem-text.ts';

type Toast = { readonly id: number; readonly text: string; readonly kind: 'good' | 'bad' };

type Say = {
  /** Says that something was done. */
  readonly say: (text: string) => void;
  /** Says what went wrong, with the request's id. */
  readonly complain: (error: unknown) => void;
};

const SayContext = createContext<Say>({ say: () => {}, complain: () => {} });

/** How to say something at the edge of the page. */
export function useToasts(): Say {
  return useContext(SayContext);
}

const SHOWN_MS = { good: 4000, bad: 12_000 } as const;

let lastId = 0;

/** Short messages at the edge, read out by screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const remove = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const add = useCallback(
    (kind: Toast['kind'], text: string) => {
      const id = ++lastId;
      setToasts((all) => [...all.slice(-3), { id, text, kind }]);
      setTimeout(() => remove(id), SHOWN_MS[kind]);
    },
    [remove],
  );
  const say = useMemo<Say>(
    () => ({
      say: (text) => add('good', text),
      complain: (error) => add('bad', textOf(error, t)),
    }),
    [add, t],
  );
  return (
    <SayContext.Provider value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text, kind }) => (
          <div key={id} className={`toast toast-${kind}`}>
            <span>{text}</span>
            <button
              type="button"
              className="icon-button"
              aria-label={t('ui.close')}
              onClick={() => remove(id)}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </SayContext.Provider>
  );
}

function textOf(error: unknown, t: Translate): string {
  if (!(error instanceof Error)) return String(error);
  const requestId = error instanceof ApiError && error.requestId ? `(${error.requestId})` : undefined;
  return [titleOf(error, t), adviceOf(error, t), requestId].filter(Boolean).join(' ');
}
