import { expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { csvOf, csvOfJobs, curlOf, shortAnswer } from '../../web/job/job-text.ts';
import { ledgerParts } from '../../web/job/ledger.ts';
import { remainingMs } from '../../web/job/remaining.ts';

const digits: Job['result'] = {
  labels: [
    { label: '7', score: 0.9 },
    { label: '=1+1, "x"', score: 0.1 },
  ],
  certain: true,
};
const faces: Job['result'] = {
  width: 10,
  height: 10,
  objects: [
    { box: [1, 2, 3, 4], label: 'face', score: 0.9, labels: [{ label: 'happy', score: 0.8 }] },
    { box: [5, 6, 7, 8], label: 'face', score: 0.7, labels: [] },
  ],
};

test('a table quotes what it must, and holds nothing that a spreadsheet would run', () => {
  expect(csvOf({ result: digits })).toBe('label,score\r\n7,0.9\r\n"\'=1+1, ""x""",0.1\r\n');
  expect(csvOf({ result: faces })?.split('\r\n')[1]).toBe('face,0.9,1,2,3,4,happy,0.8');
  expect(csvOf({ result: { outputs: [] } })).toBeUndefined();
});

test('a table of jobs has a row for each object, and one for a job without an answer', () => {
  const about = { id: 'a', input: { name: 'x.png' }, model: 'm', createdAt: 'now' };
  const rows = csvOfJobs([
    { ...about, status: 'succeeded', result: faces },
    { ...about, status: 'succeeded', result: digits },
    { ...about, status: 'failed', result: null },
  ] as unknown as Job[]).split('\r\n');
  expect(rows).toEqual([
    'job,file,model,status,createdAt,label,score,x1,y1,x2,y2',
    'a,x.png,m,succeeded,now,happy,0.8,1,2,3,4',
    'a,x.png,m,succeeded,now,face,0.7,5,6,7,8',
    'a,x.png,m,succeeded,now,7,0.9,,,,',
    'a,x.png,m,failed,now,,,,,,',
    '',
  ]);
});

test('an answer in few words', () => {
  expect(shortAnswer({ result: digits }, 'en')).toBe('7');
  expect(shortAnswer({ result: faces }, 'en')).toBe('1 × happy, 1 × face');
  expect(shortAnswer({ result: null }, 'en')).toBeUndefined();
  const night = { stages: [], report: { sleepEfficiency: 0.873 } } as unknown as Job['result'];
  expect(shortAnswer({ result: night }, 'en')).toBe('87%');
  expect(shortAnswer({ result: night }, 'fr')).toMatch(/^87\s%$/);
});

test('a command survives names with quotes in them', () => {
  const job = {
    model: 'digits',
    params: { topK: 1 },
    input: { name: "it's.png" },
    links: { input: '/v1/jobs/1/input' },
  } as unknown as Job;
  const [, submit] = curlOf(job, 'http://localhost:3000', true).split('\n');
  expect(submit).toContain(String.raw`-F 'file=@it'\''s.png'`);
  expect(submit).toContain(`-F 'params={"topK":1}'`);
  expect(submit).toContain('Authorization: Bearer');
});

test('the parts of a ledger add up to the whole, and leave out what was not measured', () => {
  const parts = ledgerParts({ acceptMs: 10, queueMs: 30, inferMs: 60, totalMs: 100 });
  expect(parts.map(({ stage, share }) => [stage, share])).toEqual([
    ['acceptMs', 0.1],
    ['queueMs', 0.3],
    ['inferMs', 0.6],
  ]);
});

test('an expected wait counts down by seconds, and never to nothing', () => {
  const told = { etaMs: 5200, atMs: 1000 };
  expect([1000, 2000, 6100, 60_000].map((nowMs) => remainingMs(told, nowMs))).toEqual([
    6000, 5000, 1000, 1000,
  ]);
  expect(remainingMs({ etaMs: null, atMs: 0 }, 1)).toBeUndefined();
});
