import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Version of the product, as package.json says. */
export const version: string = readVersion(import.meta.dirname);

/** Compiled code lies one folder deeper than its source. */
function readVersion(folder: string): string {
  for (const up of ['..', '../..']) {
    try {
      return (JSON.parse(readFileSync(path.join(folder, up, 'package.json'), 'utf8')) as { version: string })
        .version;
    } catch {
      // Not here; the next folder up has it.
    }
  }
  return '0.0.0';
}
