import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog } from '../../../shared/catalog.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';
import { isNetwork } from '../../../shared/outbound/address-policy.ts';
import { decryptFernet, isFernetToken, parseFernetKey } from '../nachet/fernet.ts';
import { readPipelineFile } from '../nachet/read-pipeline-file.ts';
import { type Imported, toManifests } from '../nachet/to-manifests.ts';
import { stageModels } from '../stage-model.ts';
import type { Call, Verb } from '../verb.ts';

const KEY_VARIABLE = 'NACHET_BLOB_PIPELINE_DECRYPTION_KEY';

/** Makes a model folder of each pipeline in a file of nachet; the keys go to the environment. */
export const importNachet: Verb = {
  synopsis: 'FILE [--write-env FILE] [--allow NETWORK,…] [--force]',
  about: [
    'Makes a pipeline of each pipeline in a file of nachet, YAML or JSON.',
    `Encrypted endpoints and keys are opened with ${KEY_VARIABLE}.`,
    '--write-env   writes the API keys there, readable by you alone; they are printed when it is not given',
    '--allow      networks of your own in which the endpoints are, such as 10.0.0.0/8',
    '--force      replaces models of these names',
  ],
  options: {
    // Not `--env-file`: Node takes that for itself, wherever it stands.
    'write-env': { type: 'string' },
    allow: { type: 'string' },
    force: { type: 'boolean' },
  },

  async run({ positionals, values, modelsDir, readVariable }) {
    const [file, ...rest] = positionals;
    if (!file || rest.length > 0) throw new UsageError('import-nachet takes one file');
    const content = await readFile(file, 'utf8').catch((cause: Error) => {
      throw new UsageError(cause.message);
    });
    const imported = toManifests(readPipelineFile(content), {
      reveal: revealer(readVariable),
      allow: parseNetworks(values['allow'] as string | undefined),
    });
    const names = imported.manifests.map(({ name }) => name);
    const said = await stageModels(modelsDir, names, {
      force: Boolean(values['force']),
      async make(stage) {
        for (const manifest of imported.manifests) {
          await mkdir(path.join(stage, manifest.name));
          const text = `${JSON.stringify(manifest, null, 2)}\n`;
          await writeFile(path.join(stage, manifest.name, 'manifest.json'), text);
        }
        const { broken } = await loadCatalog(stage, names);
        if (broken[0]) throw new UsageError(`Pipeline "${broken[0].name}": ${broken[0].reason}`);
        return await handOver(imported, values['write-env'] as string | undefined);
      },
    });
    const made = `Made ${names.join(', ')} in ${modelsDir}; workers serve them from their next start on.`;
    const notes = imported.notes.map((note) => `  ${note}`);
    return { text: [made, ...notes, '', ...said].join('\n').trimEnd(), isOk: true };
  },
};

function revealer(readVariable: Call['readVariable']) {
  return (value: string, field: string): string => {
    if (!isFernetToken(value)) return value;
    const key = parseFernetKey(readVariable(KEY_VARIABLE) ?? '');
    if (!key) throw new UsageError(`${field}: it is encrypted; set ${KEY_VARIABLE}, 32 bytes as base64url`);
    try {
      return decryptFernet(value, key);
    } catch (error) {
      throw new UsageError(`${field}: ${(error as Error).message}`);
    }
  };
}

function parseNetworks(text: string | undefined): string[] | undefined {
  const networks = text?.split(',').map((network) => network.trim());
  const odd = networks?.find((network) => !isNetwork(network));
  if (odd !== undefined) throw new UsageError(`--allow: "${odd}" is no address and no network`);
  return networks;
}

/** @returns what to say about the keys */
async function handOver({ variables }: Imported, file: string | undefined): Promise<string[]> {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(name, value)}`);
  if (lines.length === 0) return [];
  if (file === undefined) return ['The workers need these variables, which are kept nowhere else:', ...lines];
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' }).catch((cause: Error) => {
    throw new UsageError(`--write-env: ${cause.message}`);
  });
  return [`The workers need ${Object.keys(variables).join(', ')}; they are in ${file}.`];
}

/** As Node's `--env-file` and shells read it. */
function quoted(name: string, value: string): string {
  if (/^[\w.:/+=@%-]+$/.test(value)) return value;
  if (value.includes("'"))
    throw new UsageError(`${name}: the key has a quote in it, set the variable by hand`);
  return `'${value}'`;
}
