import { freemem, totalmem } from 'node:os';

/** The memory of the host. */
export function hostMemory(): { totalBytes: number; usedBytes: number; usedPercent: number } {
  const totalBytes = totalmem();
  const usedBytes = totalBytes - freemem();
  return { totalBytes, usedBytes, usedPercent: Math.round((usedBytes / totalBytes) * 1000) / 10 };
}
