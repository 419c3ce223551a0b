import { createHash, randomUUID } from 'node:crypto';

/** What the server does with a submission. */
export type Fate =
  | 'served'
  /** Accepted, and unknown ever after. */
  | 'forgotten'
  | 'never-ends'
  /** Ends, and is queued again when it is looked at once more. */
  | 'starts-again'
  /** Ends `failed`. */
  | 'fails'
  /** Gets the job of the submission before. */
  | 'same-id'
  /** Makes two jobs. */
  | 'doubled'
  /** Has another result whenever it is looked at. */
  | 'fickle'
  /** Its event stream tells of two ends. */
  | 'ends-twice'
  /** Its event stream breaks off before the end, once. */
  | 'stream-breaks'
  | 'other-input'
  | 'other-receipt'
  | 'other-model'
  | 'other-label'
  | 'without-result'
  | 'refused'
  | 'server-error'
  /** The connection is cut before there is a job, or after. */
  | 'cut-before'
  | 'cut-after';

/** A job of the fake; `looks` counts how often it was shown. */
export type FakeJob = {
  readonly id: string;
  readonly fate: Fate;
  readonly view: Record<string, unknown>;
  looks: number;
};

/** A job that ends at once, as its fate has it. */
export function makeJob(fate: Fate, input: Buffer, query: URLSearchParams): FakeJob {
  const sha256 = createHash('sha256').update(input).digest('hex');
  const other = createHash('sha256').update('other').digest('hex');
  const timings = {
    acceptMs: 1,
    queueMs: 2,
    batchWaitMs: 3,
    decodeMs: 4,
    inferMs: 5,
    postprocessMs: 6,
    storeMs: 7,
    totalMs: 28,
    batchSize: 2,
  };
  const view = {
    id: randomUUID(),
    model: fate === 'other-model' ? 'letters' : 'digits',
    modelVersion: '1',
    status: fate === 'fails' ? 'failed' : 'succeeded',
    input: { sha256: fate === 'other-input' ? other : sha256 },
    metadata: JSON.parse(query.get('metadata') ?? '{}') as unknown,
    result:
      fate === 'fails' || fate === 'without-result'
        ? null
        : { labels: [{ label: fate === 'other-label' ? '1' : '7', score: 1 }] },
    error: fate === 'fails' ? { message: 'It could not be read' } : null,
    receipt: { inputSha256: fate === 'other-receipt' ? other : sha256 },
    timings,
    createdAt: '2026-11-21T09:00:00.000Z',
    finishedAt: '2026-11-21T09:00:00.250Z',
  };
  return { id: view.id, fate, view, looks: 0 };
}

/** The job as a request shows it. */
export function lookAt(job: FakeJob): Record<string, unknown> {
  job.looks++;
  if (job.fate === 'never-ends') return queued(job);
  if (job.fate === 'starts-again' && job.looks > 1) return queued(job);
  if (job.fate === 'fickle') return { ...job.view, result: { labels: [{ label: '7', score: job.looks }] } };
  return job.view;
}

/** The job as it was before it started. */
export function queued({ view }: FakeJob): Record<string, unknown> {
  return { ...view, status: 'queued', result: null, receipt: null, timings: null, finishedAt: null };
}
