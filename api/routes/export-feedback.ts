import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { isStorable } from '../../shared/domain/storable.ts';
import { listVerified, type VerifiedJob } from '../../shared/feedback/list-verified.ts';
import type { Deps } from '../deps.ts';
import { cocoOf } from '../export/coco.ts';
import { csvOf } from '../export/csv.ts';
import { foldersOf } from '../export/folders.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { contentDisposition } from '../ranges.ts';
import type { Inputs } from '../stored-input.ts';

type List = () => AsyncIterable<VerifiedJob>;

/** What verified feedback can be had as. */
const FORMATS = {
  coco: {
    mediaType: 'application/json',
    fileName: 'feedback.coco.json',
    write: (list, inputs) => Readable.from(cocoOf(list, inputs), { objectMode: false }),
  },
  csv: {
    mediaType: 'text/csv; charset=utf-8',
    fileName: 'feedback.csv',
    write: (list) => Readable.from(csvOf(list()), { objectMode: false }),
  },
  folders: {
    mediaType: 'application/zip',
    fileName: 'feedback.zip',
    write: (list, inputs) => foldersOf(list, inputs),
  },
} as const satisfies Record<
  string,
  { mediaType: string; fileName: string; write: (list: List, inputs: Inputs) => Readable }
>;

const bytes = { schema: z.string().meta({ format: 'binary' }) };

const route = createRoute({
  method: 'get',
  path: '/v1/feedback/export',
  tags: ['Feedback'],
  summary: 'Your verified feedback as a data set',
  description:
    '`coco`: one document of COCO’s detection format; its pictures are at their `coco_url`. `csv`: a line for each thing that was judged. `folders`: a ZIP archive with a folder for each label and the pictures of it, and the CSV; of an object its own picture where its job has kept it (`params.crops`), else the whole one.',
  request: {
    query: z.strictObject({
      format: z.enum(['coco', 'csv', 'folders']),
      model: z.string().max(128).refine(isStorable).optional(),
      collection: z.uuid().optional(),
      batch: z.uuid().optional(),
    }),
  },
  responses: {
    200: {
      description: 'The data set, as a download',
      content: {
        'application/octet-stream': bytes,
      },
    },
    ...problemResponses(422),
  },
});

/** `GET /v1/feedback/export`: written as it is read. */
export function exportFeedback(app: OpenAPIHono, { database: { sql }, blobs }: Deps): void {
  app.openapi(route, async (c) => {
    const { format, ...filter } = c.req.valid('query');
    const owner = ownerOf(c);
    const { mediaType, fileName, write } = FORMATS[format];
    const headers = {
      'Content-Type': mediaType,
      'Content-Disposition': contentDisposition(fileName),
      'Cache-Control': 'no-store',
    };
    // Nobody would read what is written.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const body = write(() => listVerified(sql, { ...filter, owner }), { sql, blobs });
    return c.body(Readable.toWeb(body) as ReadableStream, 200, headers);
  });
}
