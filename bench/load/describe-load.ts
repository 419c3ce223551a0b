import type { LoadResult } from './load-result.ts';
import type { Pace } from './options.ts';

/** What was asked for, in one sentence: `10 bursts of 100 requests, 1 s apart`. */
export function describePace(pace: Pace): string {
  const seconds = (ms: number) => `${ms / 1000} s`;
  switch (pace.kind) {
    case 'bursts':
      return pace.bursts === 1
        ? `one burst of ${pace.requests} requests`
        : `${pace.bursts} bursts of ${pace.requests} requests, ${seconds(pace.gapMs)} apart`;
    case 'open':
      return `${pace.perSecond} requests per second at random times, for ${seconds(pace.durationMs)}`;
    case 'closed':
      return `${pace.connections} connections without a pause, for ${seconds(pace.durationMs)}`;
  }
}

/** Whether every accepted job was there once, ended, and right. */
export function isClean({ counts, isAudited }: LoadResult): boolean {
  return isAudited && counts.lost === 0 && counts.duplicated === 0 && counts.wrong === 0;
}

/** A number for people: three digits or all before the point, thousands parted. */
export function showNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: Number.isInteger(value) ? 0 : digits });
}

/** The name of a stage without its unit: `batchWaitMs` is `batchWait`. */
export function stageName(stage: string): string {
  return stage.replace(/Ms$/, '');
}
