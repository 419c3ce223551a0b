import { parseArgs } from 'node:util';
import { UsageError } from '../shared/domain/usage-error.ts';

/** What was asked for on the command line. */
export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'table' }
  | {
      readonly kind: 'evaluate';
      readonly models: readonly string[];
      /** Folder of the data sets. */
      readonly data: string;
      /** Of a running server; undefined: one is started for it. */
      readonly url: string | undefined;
      readonly key: string | undefined;
      readonly isWritten: boolean;
    };

/** What `--help` prints. */
export const HELP = `npm run evaluate -- [MODEL…] [--data folder] [--url url] [--key key] [--write]
npm run evaluate -- --table

Measures models on held-out data, through the api, on a system of its own; all that have an evaluation when none is named.

  --data folder  of the data sets (../shared/data)
  --url url      of a server that runs already
  --key key      sent as "Authorization: Bearer …"
  --write        puts the figures into the manifests and into the table of models/README.md
  --table        only makes that table anew, from the manifests
`;

/**
 * @param known names of the models that have an evaluation
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  { known, defaultData }: { known: readonly string[]; defaultData: string },
): Options {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.table) return { kind: 'table' };
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`No evaluation: ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  const { url, key, data = defaultData, write = false } = values;
  if (url !== undefined && !URL.canParse(url))
    throw new UsageError(`--url must look like http://host:port, not ${url}`);
  // The model there need not be the one in the folder.
  if (url !== undefined && write) throw new UsageError('--write does not go with --url');
  const models = positionals.length > 0 ? positionals : known;
  return { kind: 'evaluate', models, data, url, key, isWritten: write };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
        write: { type: 'boolean' },
        table: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n\n${HELP}`, { cause });
  }
}
