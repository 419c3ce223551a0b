/** Text for machines, as it is. */
export function CodeBlock({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reached by keyboard
    <pre className="json" tabIndex={0}>
      {text}
    </pre>
  );
}
