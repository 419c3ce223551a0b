import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** When a file or folder was last changed, epoch ms; 0 when it is not there. */
export function mtime(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When anything below these folders was last changed, but for what lies in `except`. */
export function newestBelow(folders, except = undefined) {
  const files = folders
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !except || (file !== except && !file.startsWith(except + path.sep)));
  return Math.max(0, ...files.map(mtime));
}
