import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ConfigError, parseConfig } from '../../shared/config.ts';
import { UsageError } from '../../shared/domain/usage-error.ts';
import type { Verb } from './verb.ts';
import { VERBS } from './verbs/index.ts';

/* `npm run model`: adds, checks, seals and lists models, for whoever has the folder. */

/** Nothing is wrong with the call, but with a model. */
const FAILED = 1;
const USAGE = 64;

const [name = 'help', ...rest] = process.argv.slice(2);

try {
  const verb = Object.entries(VERBS).find(([known]) => known === name)?.[1];
  if (name === 'help' || name === '--help') process.stdout.write(`${usage()}\n`);
  else if (!verb) throw new UsageError(`There is no "${name}"\n\n${usage()}`);
  else {
    const { text, isOk } = await run(verb);
    process.stdout.write(`${text}\n`);
    if (!isOk) process.exitCode = FAILED;
  }
} catch (error) {
  const isForPeople = error instanceof ConfigError || error instanceof UsageError;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = isForPeople ? USAGE : FAILED;
}

async function run(verb: Verb) {
  const { positionals, values } = readArguments(verb);
  const config = parseConfig(process.env);
  return await verb.run({
    positionals,
    values,
    modelsDir: config.MODELS_DIR,
    readVariable: (variable) => process.env[variable],
    ask: process.stdin.isTTY ? ask : undefined,
  });
}

function readArguments(verb: Verb) {
  try {
    return parseArgs({ args: rest, allowPositionals: true, options: verb.options });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage()}`);
  }
}

/** Asks at the terminal; an empty answer is the proposed one. */
async function ask(question: string, proposal: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${question} [${proposal}] `)).trim() || proposal;
  } finally {
    lines.close();
  }
}

function usage(): string {
  const calls = Object.entries(VERBS).map(
    ([verb, { synopsis, about }]) => `npm run model -- ${verb} ${synopsis}\n    ${about.join('\n    ')}`,
  );
  return [...calls, 'npm run model -- help'].join('\n\n');
}
