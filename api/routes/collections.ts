import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { createCollection } from '../../shared/collections/create-collection.ts';
import { findCollection, listCollections } from '../../shared/collections/list-collections.ts';
import { renameCollection } from '../../shared/collections/rename-collection.ts';
import { collectionNameSchema, collectionSchema } from '../../shared/domain/collection.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { collectionView } from '../collection-view.ts';
import type { Deps } from '../deps.ts';
import { collectionIdOf, noSuchCollection } from '../find-own-collection.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { nextCursorSchema, pageOf, pageQuery, placeOfCursor, readId } from '../page.ts';
import { json, jsonBody, noQuery } from '../route-schemas.ts';
import { smallBody } from '../small-body.ts';

const collection = json(collectionSchema);
const named = jsonBody(z.strictObject({ name: collectionNameSchema }).meta({ id: 'CollectionName' }));
const params = z.object({ id: z.string().meta({ description: 'UUIDv7 of the collection' }) });

const create = createRoute({
  method: 'post',
  path: '/v1/collections',
  tags: ['Collections'],
  summary: 'Make a collection',
  description:
    'Something to file jobs under, like a folder of pictures. Jobs in a collection are kept until you delete them.',
  middleware: smallBody,
  request: { query: noQuery, body: named },
  responses: { 201: { description: 'Made', content: collection }, ...problemResponses(400, 409, 413, 422) },
});

const list = createRoute({
  method: 'get',
  path: '/v1/collections',
  tags: ['Collections'],
  summary: 'List collections and what they hold, newest first',
  request: {
    query: z.strictObject({
      name: collectionNameSchema.optional().meta({ description: 'The one of this name' }),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of collections',
      content: json(
        z
          .object({ collections: z.array(collectionSchema), nextCursor: nextCursorSchema })
          .meta({ id: 'CollectionPage' }),
      ),
    },
    ...problemResponses(422),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/collections/{id}',
  tags: ['Collections'],
  summary: 'Look at a collection',
  request: { params, query: noQuery },
  responses: { 200: { description: 'It', content: collection }, ...problemResponses(404, 422) },
});

const rename = createRoute({
  method: 'patch',
  path: '/v1/collections/{id}',
  tags: ['Collections'],
  summary: 'Rename a collection',
  middleware: smallBody,
  request: { params, query: noQuery, body: named },
  responses: {
    200: { description: 'Renamed', content: collection },
    ...problemResponses(400, 404, 409, 413, 422),
  },
});

/** `POST` and `GET /v1/collections`, `GET` and `PATCH /v1/collections/{id}`. */
export function collections(app: OpenAPIHono, { database: { sql } }: Deps): void {
  app.openapi(create, async (c) => {
    const made = await createCollection(sql, { owner: ownerOf(c), name: c.req.valid('json').name });
    if (!made) throw nameTaken();
    c.header('Location', `/v1/collections/${made.id}`);
    return c.json(collectionView(made), 201);
  });

  app.openapi(list, async (c) => {
    const { cursor, name, limit } = c.req.valid('query');
    const beforeId = cursor === undefined ? undefined : placeOfCursor(cursor, readId);
    const rows = await listCollections(sql, { owner: ownerOf(c), name, beforeId, limit });
    const { page, nextCursor } = pageOf(rows, limit, ({ id }) => id);
    c.header('Cache-Control', 'no-store');
    return c.json({ collections: page.map(collectionView), nextCursor }, 200);
  });

  app.openapi(get, async (c) => {
    const found = await findCollection(sql, { id: collectionIdOf(c), owner: ownerOf(c) });
    if (!found) throw noSuchCollection();
    c.header('Cache-Control', 'no-store');
    return c.json(collectionView(found), 200);
  });

  app.openapi(rename, async (c) => {
    const which = { id: collectionIdOf(c), owner: ownerOf(c) };
    if ((await renameCollection(sql, { ...which, name: c.req.valid('json').name })) === 'taken')
      throw nameTaken();
    const renamed = await findCollection(sql, which);
    if (!renamed) throw noSuchCollection();
    return c.json(collectionView(renamed), 200);
  });
}

function nameTaken(): AppError {
  return new AppError('collection-exists', 'name: you have a collection of this name already');
}
