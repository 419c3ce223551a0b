import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../shared/domain/usage-error.ts';

/** A file to send. */
export type InputFile = {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;
};

/** What a server is told; what else there is goes as bytes, because it looks at the content anyway. */
const CONTENT_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};

/** A file with what must be known to send it and to recognise it. */
export function inputFile(name: string, bytes: Buffer): InputFile {
  return {
    name,
    contentType: CONTENT_TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream',
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/**
 * Reads files, and all files in folders, by name.
 *
 * @throws UsageError when there is nothing to read
 */
export async function readInputFiles(places: readonly string[]): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const place of places) {
    const names = await filesAt(place);
    if (names.length === 0) throw new UsageError(`--file: ${place} has no files in it`);
    for (const name of names) files.push(inputFile(path.basename(name), await readFile(name)));
  }
  return files;
}

async function filesAt(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new UsageError(`--file: there is no ${place}`);
  if (!found.isDirectory()) return [place];
  const entries = await readdir(place, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => path.join(place, entry.name))
    .sort();
}
