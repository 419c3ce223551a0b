/** A request that takes longer is let go, ms: over a slow line a night takes half an hour. */
export const LONGEST_REQUEST_MS = 1_800_000;
