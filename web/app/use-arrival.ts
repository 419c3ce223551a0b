import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/**
 * Begins each view at its top, for the eye and for the keyboard. Back and forward leave readers where the browser puts
 * them, and a change of the search alone is still the same view.
 */
export function useArrival(view: RefObject<HTMLElement | null>): void {
  const [path] = useLocation();
  const shown = useRef(path);
  const poppedTo = useRef<string | undefined>(undefined);
  useEffect(() => {
    const onPop = () => {
      poppedTo.current = location.pathname;
    };
    // Before the router hears of it.
    addEventListener('popstate', onPop, { capture: true });
    return () => removeEventListener('popstate', onPop, { capture: true });
  }, []);
  useEffect(() => {
    if (path === shown.current) return;
    shown.current = path;
    const isPopped = poppedTo.current === path;
    poppedTo.current = undefined;
    if (isPopped) return;
    view.current?.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: 'instant' });
  }, [path, view]);
}
