import type { Job } from '../../shared/domain/job.ts';
import { kindOf, pause, type Run } from './run.ts';

const GAP_MS = 500;

/**
 * All jobs of a load that the server knows of, by the tag in their metadata. A page that does not come is asked for
 * again until the time to settle is over.
 *
 * @param createdAfter RFC 3339, by the server's clock
 * @throws Error when the list cannot be read
 */
export async function* listJobs(run: Run, createdAfter: string): AsyncGenerator<Job, void> {
  let cursor: string | null = null;
  do {
    const page: JobPage = await readPage(run, {
      createdAfter,
      limit: '200',
      ...(cursor !== null && { cursor }),
    });
    for (const job of page.jobs) if (job.metadata?.['load'] === run.id) yield job;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

type JobPage = { readonly jobs: readonly Job[]; readonly nextCursor: string | null };

async function readPage(run: Run, query: Record<string, string>): Promise<JobPage> {
  const path = `/v1/jobs?${new URLSearchParams(query)}`;
  for (;;) {
    try {
      const { status, body } = await run.control.request({ method: 'GET', path, headers: run.headers });
      if (status !== 200) throw new Error(String(status));
      // The page of the contract; a job in it is judged like every other.
      return JSON.parse(body.toString()) as JobPage;
    } catch (error) {
      run.tally.err(`list ${kindOf(error)}`);
      if (run.isOver()) throw error;
      await pause(GAP_MS);
    }
  }
}
