import { UsageError } from '../../shared/domain/usage-error.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { type InputFile, inputFile, readInputFiles } from './input-files.ts';
import { kindOf, type Run } from './run.ts';

/** The clocks of a server's processes may differ by this much. */
const SLACK_MS = 5000;

/**
 * Sees that the server is there and has the model, and gets the files.
 *
 * @returns createdAfter: a time before the first job of the load, by the server's clock
 * @throws UsageError when there is nothing to put load on
 */
export async function prepare(run: Run): Promise<{ files: InputFile[]; createdAfter: string }> {
  const { url, model, files } = run.options;
  const name = model.split('@')[0]!;
  const { headers } = await ask(run, `/v1/models/${encodeURIComponent(name)}`, {
    401: `${url} wants a key: --key`,
    403: `${url} refuses the key`,
    404: `${url} has no model ${name}`,
  });
  const serverMs = Date.parse(headers['date'] ?? '') || Date.now();
  return {
    files: files.length > 0 ? await readInputFiles(files) : [await fetchSample(run, name)],
    createdAfter: new Date(serverMs - SLACK_MS).toISOString(),
  };
}

async function fetchSample(run: Run, model: string): Promise<InputFile> {
  const { body, headers } = await ask(run, `/v1/models/${encodeURIComponent(model)}/sample`, {
    404: `The model ${model} has no sample: name files with --file`,
  });
  const type = headers['content-type'] ?? '';
  const file = inputFile('sample', body);
  return type.startsWith('image/') ? { ...file, contentType: type } : file;
}

async function ask(run: Run, path: string, refusals: Record<number, string>): Promise<HttpAnswer> {
  const { url } = run.options;
  const answer = await run.control
    .request({ method: 'GET', path, headers: run.headers })
    .catch((cause: unknown) => {
      throw new UsageError(`${url} cannot be reached: ${kindOf(cause)}`, { cause });
    });
  if (answer.status === 200) return answer;
  throw new UsageError(refusals[answer.status] ?? `${url} answers ${path} with ${answer.status}`);
}
