import { readdirSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'preloads');

/** What a process can be told to do wrong while it runs; each is a file of `preloads/`. */
export type FaultPoint = 'die-before-bell' | 'die-after-blob' | 'ring-twice' | 'lose-hints';

/**
 * NODE_OPTIONS that have a process, and those that it forks, load the files of `preloads/` before anything else. Each
 * of these looks which process it is in, leaves the others alone, and does nothing until it is told to.
 */
export const PRELOADS = readdirSync(FOLDER)
  .sort()
  .map((name) => `--import=${path.join(FOLDER, name)}`)
  .join(' ');
