import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { listBatchJobs } from '../../shared/batches/list-batch-jobs.ts';
import { listRefusals } from '../../shared/batches/refusals.ts';
import type { Sql } from '../../shared/db/client.ts';
import { type BatchResult, batchResultSchema } from '../../shared/domain/batch.ts';
import { findOwnBatch } from '../batches/batch-view.ts';
import type { Deps } from '../deps.ts';
import { documented, problemResponses } from '../openapi.ts';
import { noQuery } from '../route-schemas.ts';

/** Results in hand at a time: that of a night has a megabyte. */
const PAGE = 25;

const route = createRoute({
  method: 'get',
  path: '/v1/batches/{id}/results',
  tags: ['Batches'],
  summary: 'All results of a batch',
  description:
    'One JSON document a line, in the order of the files: also those that have failed, were refused, or have not ended yet. When the answer is cut off, the connection is.',
  request: { params: z.object({ id: z.string() }), query: noQuery },
  responses: {
    200: {
      description: 'A line for each file',
      content: { 'application/x-ndjson': { schema: batchResultSchema } },
    },
    ...problemResponses(404, 422),
  },
});

/** As its type is to be checked: the router takes every type that ends in json for one document. */
const LINES = {
  200: { description: 'Lines', content: { 'application/octet-stream': { schema: z.string() } } },
};

/** `GET /v1/batches/{id}/results`. */
export function batchResults(app: OpenAPIHono, deps: Deps): void {
  app.openapi({ ...documented(app, route), responses: LINES }, async (c) => {
    const { id } = await findOwnBatch(c, deps);
    const lines = Readable.from(linesOf(deps.database.sql, id), { objectMode: false });
    return c.body(Readable.toWeb(lines) as ReadableStream, 200, {
      'Content-Type': 'application/x-ndjson',
      'Cache-Control': 'no-store',
    });
  });
}

async function* linesOf(sql: Sql, batchId: string): AsyncGenerator<string> {
  for (let after = -1; ; ) {
    const page = await pageBehind(sql, batchId, after);
    if (page.length === 0) return;
    yield page.map((result) => `${JSON.stringify(result)}\n`).join('');
    after = page.at(-1)!.position;
  }
}

/** Jobs and refusals are two tables in one order: of both a page, and of the two together the first. */
async function pageBehind(sql: Sql, batchId: string, after: number): Promise<BatchResult[]> {
  const [jobs, refusals] = await Promise.all([
    listBatchJobs(sql, { batchId, after, limit: PAGE }),
    listRefusals(sql, { batchId, after, limit: PAGE }),
  ]);
  const results = [
    ...jobs.map(
      ({ position, id, inputName, status, inputSha256, result, artifacts, error }): BatchResult => ({
        position,
        name: inputName,
        status,
        job: id,
        inputSha256,
        result,
        artifacts,
        error: error && { code: error.code, message: error.message },
      }),
    ),
    ...refusals.map(
      ({ position, name, code, message }): BatchResult => ({
        position,
        name,
        status: 'refused',
        job: null,
        inputSha256: null,
        result: null,
        artifacts: [],
        error: { code, message },
      }),
    ),
  ];
  return results.sort((a, b) => a.position - b.position).slice(0, PAGE);
}
