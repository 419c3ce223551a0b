import type { parseArgs } from 'node:util';

/** What a verb of the tool is called with. */
export type Call = {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly modelsDir: string;
  readonly readVariable: (name: string) => string | undefined;
  /** Asks whoever sits at the terminal; undefined where nobody does. */
  readonly ask: ((question: string, proposal: string) => Promise<string>) | undefined;
};

/** What it says at its end, and whether all is well. */
type Ending = { readonly text: string; readonly isOk: boolean };

export type Verb = {
  /** What follows its name. */
  readonly synopsis: string;
  /** What it does, line by line. */
  readonly about: readonly string[];
  readonly options: NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;
  /** @throws UsageError where it was called in a way that it does not know */
  run(call: Call): Promise<Ending>;
};
