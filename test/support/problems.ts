import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blobFiles } from './blob-files.ts';
import { type System, startSystem } from './system.ts';

/** A request that must be refused, and how. */
export type BadRequest = {
  readonly title: string;
  readonly send: (url: string) => Promise<Response>;
  readonly status: number;
  readonly code: string;
  /** What the detail must say. */
  readonly says?: RegExp;
  /** Headers that the answer must have. */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
};

/**
 * Sends every bad request to a system of its own, inside a `describe`: each is refused as it must be, and together
 * they leave nothing behind.
 *
 * @returns the system, for what else is to be tried on it
 */
export function testRefusals(cases: readonly BadRequest[]): () => System {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres');
  });
  afterAll(() => system.stop());

  test.each(cases)('is refused with $status $code: $title', async ({ send, ...expected }) => {
    await expectProblem(await send(system.url), expected);
  });

  test('leaves nothing behind', async () => {
    expect(await storedThings(system)).toEqual(NOTHING);
    expect(system.output.join('')).not.toMatch(/"level":"error"/);
  });
  return () => system;
}

/** What every refusal has to be, whatever it is for: RFC 9457, traceable, and silent about the server's inside. */
export async function expectProblem(
  response: Response,
  { status, code, says, headers = {} }: Omit<BadRequest, 'title' | 'send'>,
): Promise<void> {
  const text = await response.text();
  expect(`${response.status} ${text}`).toMatch(new RegExp(`^${status} .*"code":"${code}"`));
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('content-length') ?? `${Buffer.byteLength(text)}`).toBe(
    `${Buffer.byteLength(text)}`,
  );
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toMatchObject({
    type: `/docs/errors#${code}`,
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
    code,
    requestId: response.headers.get('x-request-id'),
  });
  expect(problem['requestId']).toMatch(/^[\w-]{1,128}$/);
  expect(text).not.toMatch(INSIDE);
  if (says) expect(problem['detail']).toMatch(says);
  for (const [name, value] of Object.entries(headers)) {
    const given = response.headers.get(name) ?? '';
    if (value instanceof RegExp) expect(given).toMatch(value);
    else expect(given).toBe(value);
  }
}

const ROOT = path.resolve(import.meta.dirname, '../..').replace(/[^\w/-]/g, '\\$&');

/** What no answer shows of the server's inside: stacks, modules and paths. */
export const INSIDE = new RegExp(`\\bat \\S+ \\(|node_modules|\\.[jt]s:\\d|file://|/tmp/|/home/|${ROOT}`);

/** Everything that a system has kept: rows, small inputs, and files of the blob store. */
export async function storedThings({ sql, dataDir }: System) {
  const [counts] = await sql<{ jobs: number; inputs: number }[]>`
    select (select count(*) from jobs)::int as jobs, (select count(*) from job_inputs)::int as inputs`;
  return { jobs: counts?.jobs, inputs: counts?.inputs, blobs: blobFiles(dataDir) };
}

export const NOTHING = { jobs: 0, inputs: 0, blobs: [] };
