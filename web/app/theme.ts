import { useSyncExternalStore } from 'react';

/** `auto` follows the system. */
export const THEMES = ['auto', 'light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

const STORED_AS = 'penstock.theme';
const listeners = new Set<() => void>();

/** Puts the chosen theme onto the document. */
export function applyTheme(): void {
  const theme = storedTheme();
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The theme that was chosen, and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((onChange) => {
    listeners.add(onChange);
    return () => listeners.delete(onChange);
  }, storedTheme);
  return [
    theme,
    (next) => {
      localStorage.setItem(STORED_AS, next);
      applyTheme();
      for (const listener of listeners) listener();
    },
  ];
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(STORED_AS);
  return THEMES.find((theme) => theme === stored) ?? 'auto';
}
