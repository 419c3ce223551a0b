import { watch } from 'node:fs';
import path from 'node:path';

/** An editor's save is several events; together they are one change. */
const SETTLE_MS = 100;

/** Calls back when a TypeScript file below one of the folders has changed. */
export function watchSources(
  root: string,
  folders: readonly string[],
  onChange: (folder: string) => void,
): void {
  for (const folder of folders) {
    let timer: NodeJS.Timeout | undefined;
    watch(path.join(root, folder), { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.ts')) return;
      clearTimeout(timer);
      timer = setTimeout(() => onChange(folder), SETTLE_MS);
    });
  }
}
