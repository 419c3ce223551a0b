import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { artifactBlob } from '../../shared/artifact-blob.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Deps } from '../deps.ts';
import { findOwnJob } from '../find-own-job.ts';
import { documented } from '../openapi.ts';
import { noQuery } from '../route-schemas.ts';
import { rangeHeaders, serveBytes, servedResponses } from '../serve-bytes.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/artifacts/{name}',
  tags: ['Jobs'],
  summary: 'Download a file that a job has made',
  request: {
    params: z.object({ id: z.string(), name: z.string().meta({ example: 'annotated.jpg' }) }),
    query: noQuery,
    headers: rangeHeaders,
  },
  responses: servedResponses,
});

/** `GET /v1/jobs/{id}/artifacts/{name}`: one of those that the job lists, and nothing else by that name. */
export function jobArtifact(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    const row = await findOwnJob(c, deps);
    const artifact = row.artifacts.find(({ name }) => name === c.req.param('name'));
    if (!artifact) throw new AppError('not-found', 'The job has no such artifact');
    return await serveBytes(c, {
      // Made by one attempt and never changed.
      etag: `"${row.id}-${artifact.name}"`,
      sizeBytes: artifact.sizeBytes,
      mediaType: artifact.mediaType,
      name: artifact.name,
      async read(range) {
        const stream = await deps.blobs.stream(row.id, artifactBlob(row.attempt, artifact.name), range);
        if (!stream) throw new AppError('not-found', 'The stored artifact of the job is gone');
        return stream;
      },
    });
  });
}
