import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { orStorageFull } from './storage-full.ts';

/**
 * Bytes too large for a row. A blob belongs to one job and lies under the job's id, so that deleting a job never
 * has to ask who else might want the same bytes, and a blob without a row is an orphan for certain.
 */
export type BlobStore = {
  /** Opens a blob for writing; nothing can be read under its name before `commit`. */
  create(jobId: string, name: string): Promise<BlobWriter>;
  /** The whole blob; undefined when there is none. */
  read(jobId: string, name: string): Promise<Uint8Array | undefined>;
  /** The bytes from `start` to `end` (inclusive) as a stream; undefined when there is no such blob. */
  stream(jobId: string, name: string, range?: { start: number; end: number }): Promise<Readable | undefined>;
  /** Removes one blob of a job; nothing happens when there is none. */
  removeOne(jobId: string, name: string): Promise<void>;
  /** Removes all blobs of a job; nothing happens when there are none. */
  remove(jobId: string): Promise<void>;
  /** Ids of all jobs that have blobs, committed or not. */
  list(): AsyncIterable<string>;
};

export type BlobWriter = {
  /**
   * Resolves when the bytes are with the operating system, so that awaiting it is the backpressure.
   *
   * @throws AppError `storage-full`
   */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the blob durable and readable: after it, it survives a power cut. */
  commit(): Promise<void>;
  /** Drops what was written. Nothing happens after `commit`. */
  abort(): Promise<void>;
};

/**
 * Blobs as files: `root/<first 7 hex of the id>/<id>/<name>`. Ids begin with their time, so a folder of the first
 * level holds about 17 minutes of jobs.
 */
export function openFileBlobs(root: string): BlobStore {
  const folderOf = (jobId: string) => path.join(root, jobId.slice(0, 7), jobId);
  const fileOf = (jobId: string, name: string) => path.join(folderOf(jobId), name);

  return {
    async create(jobId, name) {
      const folder = folderOf(jobId);
      const partial = path.join(folder, `${name}.partial`);
      const file = await orStorageFull(async () => {
        await mkdir(folder, { recursive: true });
        return open(partial, 'w', 0o640);
      });
      let isOpen = true;
      const close = async () => {
        if (isOpen) await file.close();
        isOpen = false;
      };
      return {
        write: (chunk) => orStorageFull(() => writeAll(file, chunk)),
        async commit() {
          await orStorageFull(() => file.sync());
          await close();
          await rename(partial, path.join(folder, name));
          // The names on the way to it must be as durable as the bytes.
          for (const dir of [folder, path.dirname(folder), root]) await syncFolder(dir);
        },
        async abort() {
          await close();
          await rm(partial, { force: true });
          for (const dir of [folder, path.dirname(folder)]) await rmdir(dir).catch(ignoreNotEmpty);
        },
      };
    },
    read: (jobId, name) => orUndefined(readFile(fileOf(jobId, name))),
    async stream(jobId, name, range) {
      const file = await orUndefined(open(fileOf(jobId, name)));
      return file?.createReadStream(range ?? {});
    },
    async removeOne(jobId, name) {
      await rm(fileOf(jobId, name), { force: true });
      for (const dir of [folderOf(jobId), path.dirname(folderOf(jobId))])
        await rmdir(dir).catch(ignoreNotEmpty);
    },
    async remove(jobId) {
      const folder = folderOf(jobId);
      await rm(folder, { recursive: true, force: true });
      await rmdir(path.dirname(folder)).catch(ignoreNotEmpty);
    },
    async *list() {
      for (const bucket of await namesIn(root)) yield* await namesIn(path.join(root, bucket));
    },
  };
}

/** Undefined when there is no such file. */
async function orUndefined<T>(opened: Promise<T>): Promise<T | undefined> {
  try {
    return await opened;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    // Removed meanwhile, or nothing was ever stored.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}

function ignoreNotEmpty(error: unknown): void {
  if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
