import type { Job } from '../../shared/domain/job.ts';
import { JOB_STATUSES } from '../../shared/domain/job-status.ts';

/**
 * Reads an answer as a job. Only what the load tool cannot do without is checked: the whole schema would cost as much
 * as the request, and a field that is not there shows as a wrong job.
 *
 * @returns undefined when it is none
 */
export function readJob(body: Buffer | string): Job | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  return isJob(value) ? value : undefined;
}

function isJob(value: unknown): value is Job {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('status' in value)) return false;
  return typeof value.id === 'string' && JOB_STATUSES.some((status) => status === value.status);
}
