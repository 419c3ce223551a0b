import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { AppError } from '../../shared/domain/errors.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import type { Deps } from '../deps.ts';
import { findOwnJob } from '../find-own-job.ts';
import { documented, problemResponses } from '../openapi.ts';
import { idParams, noQuery } from '../route-schemas.ts';
import { rangeHeaders, serveBytes, servedResponses } from '../serve-bytes.ts';
import { readInput } from '../stored-input.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/input',
  tags: ['Jobs'],
  summary: 'Download the input of a job',
  request: { params: idParams, query: noQuery, headers: rangeHeaders },
  responses: { ...servedResponses, ...problemResponses(404, 410, 416) },
});

/** `GET /v1/jobs/{id}/input`: the very bytes, as a download that no browser will run. */
export function jobInput(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    const row = await findOwnJob(c, deps);
    if (!row.keepsInput && isTerminal(row.status))
      throw new AppError(
        'input-not-kept',
        'The model keeps no inputs: this one was removed when its job had ended',
      );
    return await serveBytes(c, {
      etag: `"${row.inputSha256}"`,
      sizeBytes: Number(row.inputSizeBytes),
      mediaType: row.inputMediaType,
      name: row.inputName ?? `${row.id}.bin`,
      async read(range) {
        const found = await readInput({ sql: deps.database.sql, blobs: deps.blobs }, row, range);
        if (!found) throw new AppError('input-missing', 'The stored input of the job is gone');
        return found;
      },
    });
  });
}
