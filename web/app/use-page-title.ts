import { useEffect } from 'react';

/** Names the view in the browser's tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Penstock`;
  }, [title]);
}
