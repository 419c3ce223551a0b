import { useEffect, useState } from 'react';

/** Counts the changes between light and dark, which a plot does not hear of. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const count = () => setChanges((all) => all + 1);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', count);
    const observer = new MutationObserver(count);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      media.removeEventListener('change', count);
      observer.disconnect();
    };
  }, []);
  return changes;
}
