/** What can be wrong after a fault; each finding says what, with the ids. */
export type Findings = {
  /** Promised, and not there, or not known to the client that was promised it. */
  readonly lost: string[];
  /** There twice, or changed after its end. */
  readonly duplicated: string[];
  /** Another result than the same input gave before. */
  readonly wrong: string[];
  /** Not ended in time, or ended without its follower being told. */
  readonly stuck: string[];
  /** Ended otherwise than it should have. */
  readonly failed: string[];
  /** Files that belong to nobody, and rows without their file. */
  readonly orphaned: string[];
  /** What a client was shown and should not have been, and all else. */
  readonly other: string[];
};

/** Nothing found yet. */
export function noFindings(): Findings {
  return { lost: [], duplicated: [], wrong: [], stuck: [], failed: [], orphaned: [], other: [] };
}

/** Whether nothing was found. */
export function isClean(findings: Findings): boolean {
  return Object.values(findings).every((list) => list.length === 0);
}
