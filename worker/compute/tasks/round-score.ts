/** Six decimals: what a float32 score can tell, without digits that only cost bytes. */
export function roundScore(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
