import { expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import type { JobStatus } from '../../shared/domain/job-status.ts';
import { check } from './check/check.ts';
import type { Evidence, EvidenceRow } from './check/evidence.ts';
import { isClean, noFindings } from './check/findings.ts';
import { recoverySeconds } from './check/recovery.ts';
import { Client } from './client/client.ts';
import type { JobPromise } from './client/job-promise.ts';
import { PICTURES } from './client/submission.ts';
import type { Transition } from './system/audit-trail.ts';

/* A check that cannot fail proves nothing: each of these is one way in which a job can go wrong, and must be found. */

const ID = '01941f29-7c00-7000-8000-000000000001';
const RESULT = { labels: [{ label: '7', score: 0.9 }], certain: true };
const LIFE: JobStatus[] = ['queued', 'running', 'succeeded'];

function transitions(statuses: readonly JobStatus[] = LIFE): Transition[] {
  return statuses.map((became, i) => ({
    jobId: ID,
    kind: i === 0 ? 'insert' : 'status',
    was: statuses[i - 1] ?? null,
    became,
    seq: i + 1,
    attempt: statuses.slice(0, i + 1).filter((status) => status === 'running').length,
    atMs: 1000 * i,
  }));
}

const promised = (more: Partial<JobPromise> = {}): JobPromise => ({
  key: 'fault-0',
  submission: { ...PICTURES[0]!, name: 'seven.png' },
  follower: 'sse',
  sentAt: 0,
  id: ID,
  acceptedAt: 1,
  sightings: LIFE.map((status, i) => ({ seq: i + 1, status })),
  end: { status: 'succeeded', result: RESULT, error: null, at: 2 },
  missteps: [],
  ...more,
});

const row = (more: Partial<EvidenceRow> = {}): EvidenceRow => ({
  id: ID,
  status: 'succeeded',
  seq: 3,
  attempt: 1,
  spentAttempts: [],
  result: RESULT,
  error: null,
  idempotencyKey: 'fault-0',
  inputStore: 'blob',
  ...more,
});

/** A job that all went well with, but for what is told otherwise. */
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  promises: [promised()],
  rows: [row()],
  transitions: transitions(),
  blobs: [`${ID}/input`],
  references: new Map([['seven.png', RESULT]]),
  ...more,
});

/** The kinds of findings that there are. */
const found = (more: Partial<Evidence>) =>
  Object.entries(check(evidence(more))).flatMap(([kind, list]) => (list.length > 0 ? [kind] : []));

test('finds nothing where every promise was kept', () => {
  expect(check(evidence())).toEqual(noFindings());
  expect(isClean(noFindings())).toBe(true);
});

const CRASHED = { code: 'worker-crashed', message: 'm', retryable: true, attempts: 3 } as const;
const OTHER = { labels: [{ label: '7', score: 0.9002 }], certain: true };
const ENDED_TWICE: Transition[] = [
  ...transitions(),
  { ...transitions()[2]!, was: 'succeeded', became: 'failed', seq: 4 },
];
const [FIRST, SECOND, LAST] = promised().sightings as [never, never, never];

test.each<[string, string, Partial<Evidence>]>([
  ['a job without a row', 'lost', { rows: [], blobs: [] }],
  ['a submission that was never accepted', 'lost', { promises: [promised({ id: undefined as never })] }],
  ['a job that is still running', 'stuck', { rows: [row({ status: 'running', seq: 2, result: null })] }],
  ['a follower that was not told of the end', 'stuck', { promises: [promised({ end: undefined as never })] }],
  ['a result that has changed', 'wrong', { rows: [row({ result: OTHER })] }],
  ['a success without a result', 'wrong', { rows: [row({ result: null })] }],
  [
    'a job that failed for no fault of its own',
    'failed',
    { rows: [row({ status: 'failed', error: CRASHED })] },
  ],
  [
    'a canceled job that has succeeded all the same',
    'failed',
    { promises: [promised({ mustEnd: 'canceled' })] },
  ],
  ['a second end', 'duplicated', { transitions: ENDED_TWICE }],
  [
    'a row that was written after its end',
    'duplicated',
    {
      transitions: [...transitions(), { ...transitions()[2]!, kind: 'update', was: 'succeeded' }],
    },
  ],
  ['a change that the row has not counted', 'duplicated', { rows: [row({ seq: 2 })] }],
  ['a count that the history does not confirm', 'duplicated', { rows: [row({ seq: 4 })] }],
  [
    'a start that the status before does not allow',
    'duplicated',
    { transitions: transitions(['queued', 'succeeded']) },
  ],
  [
    'a second job for one key',
    'duplicated',
    { rows: [row(), row({ id: ID.replace(/1$/, '2'), inputStore: 'inline' })] },
  ],
  ['a deleted job that is there', 'duplicated', { promises: [promised({ isDeleted: true })] }],
  ['a file that belongs to nobody', 'orphaned', { blobs: [`${ID}/input`, `${ID.replace(/1$/, '2')}/input`] }],
  ['an unfinished file', 'orphaned', { blobs: [`${ID}/input`, `${ID}/input.partial`] }],
  ['a row without its file', 'orphaned', { blobs: [] }],
  ['a gap in a stream of events', 'other', { promises: [promised({ sightings: [FIRST, LAST] })] }],
  ['events that are out of order', 'other', { promises: [promised({ sightings: [SECOND, FIRST, LAST] })] }],
  [
    'an event that has not happened',
    'other',
    {
      promises: [promised({ sightings: [FIRST, { seq: 2, status: 'canceled' }, LAST] })],
    },
  ],
  [
    'another end than the row has',
    'other',
    {
      promises: [promised({ end: { status: 'succeeded', result: OTHER, error: null, at: 2 } })],
    },
  ],
])('finds %s', (_title, kind, more) => {
  expect(found(more)).toContain(kind);
});

test('takes numbers that differ by a hair for the same result', () => {
  const near = { labels: [{ label: '7', score: 0.90005 }], certain: true };
  expect(found({ references: new Map([['seven.png', near]]) })).toEqual([]);
});

test('a client notes what goes backwards, and an event after a gap', async () => {
  const client = new Client(['http://127.0.0.1:1'], 'x');
  const promise = promised({ sightings: [], end: undefined as never });
  const job = (status: JobStatus) => ({ id: ID, status, result: null, error: null }) as Job;
  client.see(promise, job('running'), 2);
  client.see(promise, job('queued'), 1);
  expect(promise.missteps).toHaveLength(1);
  await client.close();
});

test('measures recovery from the end of a fault, and knows when there was nothing to recover from', () => {
  const life = transitions(['queued', 'running', 'queued', 'running', 'succeeded']);
  const times = { begunAt: 500, endedAt: 1500 };
  expect(recoverySeconds(life, { ...times, recovery: 'all ended' })).toBe(2.5);
  expect(recoverySeconds(life, { ...times, recovery: 'run again' })).toBe(1.5);
  expect(recoverySeconds(transitions(), { ...times, recovery: 'run again' })).toBeUndefined();
});
