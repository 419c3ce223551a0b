import { type Dispatch, type SetStateAction, useCallback, useRef, useState } from 'react';
import type { Given } from './InputChoice.tsx';

type Values = Record<string, string>;

/** Parameters that belong to one recording, and to none that is run after it. */
export const NO_TIMES: Values = { bedTime: '', wakeUp: '' };

/**
 * Recordings that wait for their form, which is filled in with what the file says of itself; of many, each keeps its
 * own times. `isUtc`: the times of the form are those of UTC.
 */
export function useHeld(setValues: Dispatch<SetStateAction<Values>>) {
  const [held, setHeld] = useState<readonly Given[]>([]);
  const [isUtc, setIsUtc] = useState(false);
  const holds = useRef(0);

  /** Lets go of what waits, and of the times in the form. */
  const letGo = useCallback(() => {
    holds.current++;
    setHeld([]);
    setIsUtc(false);
    setValues((all) => ({ ...all, ...NO_TIMES }));
  }, [setValues]);

  const hold = useCallback(
    async (files: readonly Given[]) => {
      const [first, ...others] = files;
      if (!first) return;
      letGo();
      setHeld(files);
      const ours = holds.current;
      const { readAbout } = await import('../sleep/read-about.ts');
      // What cannot be read here, the server will judge.
      const about = await readAbout(first.file).catch(() => undefined);
      if (!about || ours !== holds.current) return;
      setIsUtc(about.isUtc);
      if (others.length === 0)
        setValues((all) => ({ ...all, bedTime: about.start ?? '', wakeUp: about.end ?? '' }));
    },
    [letGo, setValues],
  );

  return { held, isUtc, hold, letGo };
}
