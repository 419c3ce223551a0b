import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { artifactBlob } from '../../shared/artifact-blob.ts';
import { judgeResult } from '../../shared/domain/feedback/judge-result.ts';
import type { VerifiedJob } from '../../shared/feedback/list-verified.ts';
import { type Inputs, streamInput } from '../stored-input.ts';
import { csvOf } from './csv.ts';
import { fileNameOf, folderOf } from './file-name.ts';

/** One file to be packed. */
type Entry = { readonly path: string; open(): Promise<Readable | undefined> };

/**
 * Verified feedback as a ZIP archive: a folder for each label with the pictures of it, and `feedback.csv` with all that
 * was said. Of an object there is its own picture where its job has kept one (`params.crops`) and its box is the one that
 * was found; else the whole picture. What is not kept any more is left out.
 *
 * @param list gives the same jobs twice: for the pictures, then for what was said
 * @returns the archive, written as it is read; it ends with the error when something goes wrong
 */
export function foldersOf(list: () => AsyncIterable<VerifiedJob>, inputs: Inputs): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as unknown as Readable;
  const gone = new AbortController();
  output.once('close', () => gone.abort());
  zip.on('error', (error: Error) => output.destroy(error));
  pack(zip, list, inputs, gone.signal).catch((error: Error) => output.destroy(error));
  return output;
}

async function pack(
  zip: ZipFile,
  list: () => AsyncIterable<VerifiedJob>,
  inputs: Inputs,
  gone: AbortSignal,
): Promise<void> {
  const add = async ({ path, open }: Entry) => {
    const stream = await open();
    if (!stream) return;
    // The next one when this one is out, so that a slow client is waited for.
    zip.addReadStream(stream, path, { compress: false });
    const stop = () => stream.destroy();
    gone.addEventListener('abort', stop);
    await finished(stream).finally(() => gone.removeEventListener('abort', stop));
  };
  for await (const job of list()) {
    if (gone.aborted) return;
    for (const entry of entriesOf(job, inputs)) await add(entry);
  }
  await add({ path: 'feedback.csv', open: async () => Readable.from(csvOf(list()), { objectMode: false }) });
  zip.end();
}

/** Each picture once in a folder. */
function entriesOf(job: VerifiedJob, inputs: Inputs): Entry[] {
  const { result, artifacts } = job;
  if (!('labels' in result || 'objects' in result)) return [];
  const entries = new Map<string, Entry>();
  for (const { object, action, actual } of judgeResult(result, job.feedback.judgement).parts) {
    if (actual === null) continue;
    const folder = folderOf(actual);
    const crop =
      'objects' in result && object !== null && action !== 'move'
        ? result.objects[object]?.artifact
        : undefined;
    const isKept = crop !== undefined && artifacts.some(({ name }) => name === crop);
    const path = isKept ? `${folder}/${job.id}-${crop}` : `${folder}/${fileNameOf(job)}`;
    const whole = { start: 0, end: Number(job.inputSizeBytes) - 1 };
    entries.set(path, {
      path,
      open: () =>
        isKept
          ? inputs.blobs.stream(job.id, artifactBlob(job.attempt, crop))
          : streamInput(inputs, job, whole),
    });
  }
  return [...entries.values()];
}
