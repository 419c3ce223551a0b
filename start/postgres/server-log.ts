import { copyFile, type FileHandle, open } from 'node:fs/promises';

/** The log of the server, written by the server itself so that it goes on when we are killed. */
export type ServerLog = {
  /** For the server's stderr. */
  readonly fd: number;
  /** What was written since `fromByte`. */
  read(fromByte: number): Promise<string>;
  size(): Promise<number>;
  /** Safe to call twice. */
  close(): Promise<void>;
};

const MAX_BYTES = 8 * 1024 * 1024;
const CHECK_MS = 15_000;

/**
 * Opens the log for appending. A file that has grown beyond 8 MiB is moved to `<path>.1` in place of the one before,
 * now and every 15 seconds, so both together stay small.
 */
export async function openServerLog(path: string): Promise<ServerLog> {
  const file = await open(path, 'a+', 0o600);
  await bound(file, path);
  // A log that cannot be shortened is no reason to end the database.
  const timer = setInterval(() => void bound(file, path).catch(() => undefined), CHECK_MS).unref();
  let isClosed = false;
  return {
    fd: file.fd,
    async read(fromByte) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(65_536, (await file.stat()).size - fromByte)));
      await file.read(buffer, 0, buffer.length, fromByte);
      return buffer.toString('utf8');
    },
    size: async () => (await file.stat()).size,
    async close() {
      clearInterval(timer);
      if (!isClosed) await file.close();
      isClosed = true;
    },
  };
}

/** The server appends wherever the end is, so the file can be emptied while it is open. */
async function bound(file: FileHandle, path: string): Promise<void> {
  if ((await file.stat()).size <= MAX_BYTES) return;
  await copyFile(path, `${path}.1`);
  await file.truncate(0);
}
