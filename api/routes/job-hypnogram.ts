import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { AppError } from '../../shared/domain/errors.ts';
import { type Hypnogram, hypnogramCsv, hypnogramOf, hypnogramSchema } from '../../shared/domain/hypnogram.ts';
import { hypnogramEdf } from '../../shared/domain/hypnogram-edf.ts';
import { recordingMediaType } from '../../shared/domain/recording-header.ts';
import type { Deps } from '../deps.ts';
import { findOwnJob } from '../find-own-job.ts';
import { documented, problemResponses } from '../openapi.ts';
import { idParams, json } from '../route-schemas.ts';
import { rangeHeaders, serveBytes } from '../serve-bytes.ts';

const file = z.string().meta({ format: 'binary' });

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/hypnogram',
  tags: ['Jobs'],
  summary: 'Download the hypnogram that a sleep-staging job has made',
  request: {
    params: idParams,
    query: z.strictObject({
      format: z
        .enum(['json', 'csv', 'edf'])
        .default('json')
        .meta({ description: '`edf`: EDF+ with an annotation for each run of a stage, times in UTC' }),
    }),
    headers: rangeHeaders,
  },
  responses: {
    200: {
      description: 'The stages and when each epoch begins',
      content: {
        ...json(hypnogramSchema),
        'text/csv': { schema: file },
        [recordingMediaType('edf')]: { schema: file },
      },
    },
    206: { description: 'The range asked for' },
    304: { description: 'Not changed' },
    ...problemResponses(404, 416, 422),
  },
});

type Form = { readonly mediaType: string; readonly write: (hypnogram: Hypnogram) => string | Uint8Array };

const FORMS = {
  json: { mediaType: 'application/json', write: (hypnogram) => JSON.stringify(hypnogram) },
  csv: { mediaType: 'text/csv; charset=utf-8', write: hypnogramCsv },
  edf: { mediaType: recordingMediaType('edf'), write: hypnogramEdf },
} as const satisfies Record<string, Form>;

/** `GET /v1/jobs/{id}/hypnogram`: of a job that has succeeded in staging a night. */
export function jobHypnogram(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    const { result, id } = await findOwnJob(c, deps);
    if (!result || !('stages' in result)) throw new AppError('not-found', 'The job has no hypnogram');
    const { format } = c.req.valid('query');
    const { mediaType, write } = FORMS[format];
    const bytes = Buffer.from(write(hypnogramOf(result)));
    return await serveBytes(c, {
      // Made from a result, which never changes.
      etag: `"${id}-hypnogram-${format}"`,
      sizeBytes: bytes.length,
      mediaType,
      name: `hypnogram.${format}`,
      read: async ({ start, end }) => new Uint8Array(bytes.subarray(start, end + 1)),
    });
  });
}
