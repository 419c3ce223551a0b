import type { JobStatus } from '../../../shared/domain/job-status.ts';
import type { FollowerName } from './followers.ts';
import type { Submission } from './submission.ts';

/** A state of a job that a client was shown. */
type Sighting = { readonly seq: number; readonly status: JobStatus };

/** What a client was promised, and what it has seen of it since. Times are epoch ms. */
export type JobPromise = {
  /** Its Idempotency-Key. */
  readonly key: string;
  readonly submission: Submission;
  readonly follower: FollowerName;
  /** When it was first sent; tries again count from here. */
  readonly sentAt: number;
  /** Of the job that the api has answered with; undefined until then. */
  id?: string;
  /** When that answer came. */
  acceptedAt?: number;
  /** In the order in which they were shown; an event stream shows all, the others some. */
  readonly sightings: Sighting[];
  /** The end as it was shown. */
  end?: {
    readonly status: JobStatus;
    readonly result: unknown;
    readonly error: { readonly code: string } | null;
    readonly at: number;
  };
  /** Whether a webhook has told of it as one that comes again does: with one id and one body. */
  isTold?: () => boolean;
  /** The client has deleted it. */
  isDeleted?: true;
  /** How it has to end where something was done to it: the client has canceled it, or was told that it cannot. */
  mustEnd?: 'canceled' | 'not canceled';
  /** What the client was shown and should not have been, in words. */
  readonly missteps: string[];
};
