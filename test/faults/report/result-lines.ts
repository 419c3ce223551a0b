import type { FaultResult } from '../run-fault.ts';

const MOST_LINES = 10;

/** One line for a fault that was got over, and behind one that was not, what exactly was wrong. */
export function resultLines(result: FaultResult): string[] {
  const { fault, backend, isPassed, jobs, recovery, seconds, findings, answers } = result;
  const time = `recovery ${showSeconds(recovery)} of ${fault.maxRecoverySeconds} s`;
  const head = `${isPassed ? 'ok  ' : 'FAIL'} ${fault.name} (${backend}): ${jobs} jobs, ${time}, ${seconds.toFixed(1)} s in all`;
  if (isPassed) return [head];
  const wrong = Object.entries(findings).flatMap(([kind, list]) => [
    ...list.slice(0, MOST_LINES).map((finding) => `     ${kind}: ${finding}`),
    ...(list.length > MOST_LINES ? [`     ${kind}: and ${list.length - MOST_LINES} more`] : []),
  ]);
  const counts = [...answers].map(([kind, count]) => `${kind} ${count}`).join(', ');
  return [head, ...wrong, `     answers: ${counts}`];
}

/** Seconds for people; a dash where nothing was measured. */
export function showSeconds(seconds: number | undefined): string {
  return seconds === undefined ? '–' : seconds.toFixed(1);
}
