import type { Job } from '../../shared/domain/job.ts';
import type { InputFile } from './input-files.ts';

/** One request to run the model, and what became of it. Times are the clock's, in ms. */
export type Submission = {
  readonly file: InputFile;
  /** When it was meant to be sent; latencies count from here. */
  readonly intendedAt: number;
  /** When a connection was there for it; never, when the load was stopped before. */
  sentAt?: number;
  /** When it was accepted or refused. */
  answeredAt?: number;
  /** 429. */
  isRefused?: boolean;
  /** Of its job, when it was accepted. A job that two submissions were given belongs to the first. */
  id?: string;
  /** When its end was first heard of. */
  endedAt?: number;
  /** How it ended; what is heard later must be the same. */
  end?: { readonly status: Job['status']; readonly result: string };
  timings?: Job['timings'];
  hasTwoResults?: boolean;
  isLost?: boolean;
  isWrong?: boolean;
};
