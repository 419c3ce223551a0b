import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Paths of all files in the blob store, also of unfinished ones. */
export function blobFiles(dataDir: string): string[] {
  try {
    return readdirSync(path.join(dataDir, 'blobs'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  } catch (error) {
    // Nothing was ever stored.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
