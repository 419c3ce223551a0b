import { useEffect, useState } from 'react';

/** As long as screen readers need to hear of a new region: what it holds from the first is never spoken. */
const HEARD_MS = 150;

/** Says a text, and each change of it, to those who do not see it. */
export function Voice({ text }: { text: string }) {
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(text), HEARD_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {spoken}
    </p>
  );
}
