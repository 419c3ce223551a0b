import { checkBlobs } from './check-blobs.ts';
import { checkRows } from './check-rows.ts';
import { checkSightings } from './check-sightings.ts';
import { checkTransitions } from './check-transitions.ts';
import type { Evidence } from './evidence.ts';
import { type Findings, noFindings } from './findings.ts';

/** Holds what clients were promised against what there is. Nothing found: every promise was kept, exactly once. */
export function check(evidence: Evidence): Findings {
  const findings = noFindings();
  checkRows(evidence, findings);
  checkTransitions(evidence, findings);
  checkSightings(evidence, findings);
  checkBlobs(evidence, findings);
  return findings;
}
