import { readFile } from 'node:fs/promises';

/** Linux counts in pages; 4 KiB everywhere that ONNX Runtime is built for. */
const PAGE_BYTES = 4096;

/**
 * Memory of a process that is in RAM, bytes. Asked of the system and not of the process, which may be busy in native
 * code; undefined where there is no such process, and on systems without `/proc`.
 */
export async function residentMemory(pid: number): Promise<number | undefined> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return Number.isFinite(pages) ? pages * PAGE_BYTES : undefined;
  } catch {
    // Ended, or not Linux.
    return undefined;
  }
}
