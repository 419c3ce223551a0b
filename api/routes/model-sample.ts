import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { isEdf } from '../../shared/domain/edf-header.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { sniffImage } from '../../shared/domain/image-header.ts';
import { recordingMediaType } from '../../shared/domain/recording-header.ts';
import type { Deps } from '../deps.ts';
import { problemResponses } from '../openapi.ts';
import { contentDisposition } from '../ranges.ts';
import { noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/models/{name}/sample',
  tags: ['Models'],
  summary: 'Download an input to try the model with',
  request: { params: z.object({ name: z.string() }), query: noQuery },
  responses: {
    200: {
      description: 'The sample',
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...problemResponses(404),
  },
});

/** `GET /v1/models/{name}/sample`: the file that the manifest names. */
export function modelSample(app: OpenAPIHono, deps: Deps): void {
  app.openapi(route, async (c) => {
    const model = deps.catalog.models.get(c.req.valid('param').name);
    if (!model?.manifest.sample) throw new AppError('not-found', 'There is no such sample');
    const bytes = await readFile(path.join(model.folder, 'sample', model.manifest.sample));
    const other = isEdf(bytes) ? recordingMediaType('edf') : 'application/json';
    c.header('Content-Type', sniffImage(bytes)?.mediaType ?? other);
    c.header('Content-Disposition', contentDisposition(model.manifest.sample));
    return c.body(new Uint8Array(bytes), 200);
  });
}
