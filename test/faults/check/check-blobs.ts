import type { Evidence } from './evidence.ts';
import type { Findings } from './findings.ts';

/** The blob store holds the inputs of the rows that have theirs there, and nothing else. */
export function checkBlobs({ rows, blobs }: Evidence, findings: Findings): void {
  const owned = new Set(rows.filter((row) => row.inputStore === 'blob').map((row) => `${row.id}/input`));
  const stored = new Set(blobs);
  for (const blob of stored) if (!owned.has(blob)) findings.orphaned.push(`blob ${blob}: belongs to nobody`);
  for (const blob of owned)
    if (!stored.has(blob)) findings.orphaned.push(`blob ${blob}: is gone, its row is there`);
}
