import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository, from the sources as from what was compiled of them. */
export const ROOT = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : rootAbove(path.dirname(folder));
}
