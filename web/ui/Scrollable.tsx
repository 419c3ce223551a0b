import type { ReactNode } from 'react';

/** A part that scrolls where the window is too small for it; reached by keyboard, as all that scrolls must be. */
export function Scrollable({
  className,
  label,
  children,
}: {
  className: 'table-scroll' | 'zoom-frame';
  label: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reached by keyboard
    <section className={className} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
