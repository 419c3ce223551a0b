import { CodeBlock } from '../ui/CodeBlock.tsx';

/** Anything, as it is. */
export function JsonView({ value }: { value: unknown }) {
  return <CodeBlock text={JSON.stringify(value, null, 2)} />;
}
