import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { AppError } from '../../shared/domain/errors.ts';
import {
  feedbackHistorySchema,
  type Judge,
  judgementSchema,
  type StoredFeedback,
} from '../../shared/domain/feedback/feedback.ts';
import { judgeResult } from '../../shared/domain/feedback/judge-result.ts';
import { tallyOf } from '../../shared/domain/feedback/tally.ts';
import { deleteFeedback } from '../../shared/feedback/delete-feedback.ts';
import { putFeedback } from '../../shared/feedback/put-feedback.ts';
import { principalOf } from '../access/authenticate.ts';
import { type Deps, retentionMsOf } from '../deps.ts';
import { matchesEtag } from '../etag.ts';
import { findOwnJob, jobIdOf, noSuchJob, ownerOf } from '../find-own-job.ts';
import { etagOf } from '../job-response.ts';
import { problemResponses } from '../openapi.ts';
import { idParams, json, jsonBody, noQuery } from '../route-schemas.ts';
import { bodyOfAtMost } from '../small-body.ts';

/** Room for a judgement of each of very many objects. */
const MOST_BYTES = 4_194_304;

const path = '/v1/jobs/{id}/feedback';
const request = { params: idParams, query: noQuery };
const feedback = json(feedbackHistorySchema);

const put = createRoute({
  method: 'put',
  path,
  tags: ['Feedback'],
  summary: 'Say what the truth was',
  description:
    'Confirms or corrects the result of a job that has succeeded, in the place of what was said before. The result itself stays. A job is verified when every object of its result is judged; a verified job does not expire.',
  middleware: bodyOfAtMost(MOST_BYTES),
  request: {
    ...request,
    headers: z.object({
      'If-Match': z.string().optional().meta({ description: 'The `ETag` of the job that was judged' }),
    }),
    body: jsonBody(judgementSchema),
  },
  responses: {
    200: { description: 'As it stands now', content: feedback },
    ...problemResponses(400, 404, 409, 412, 413, 422),
  },
});

const get = createRoute({
  method: 'get',
  path,
  tags: ['Feedback'],
  summary: 'What was said of a result, and by whom',
  request,
  responses: { 200: { description: 'The feedback', content: feedback }, ...problemResponses(404, 422) },
});

const remove = createRoute({
  method: 'delete',
  path,
  tags: ['Feedback'],
  summary: 'Take back what was said',
  description: 'Repeating it changes nothing.',
  request,
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 422) },
});

/** `PUT`, `GET` and `DELETE /v1/jobs/{id}/feedback`. */
export function feedbacks(app: OpenAPIHono, deps: Deps): void {
  const { sql } = deps.database;

  app.openapi(put, async (c) => {
    const before = await findOwnJob(c, deps);
    const { id, owner, status, result } = before;
    const ifMatch = c.req.header('If-Match');
    if (ifMatch !== undefined && !matchesEtag(ifMatch, etagOf(before))) throw changedMeanwhile();
    if (status !== 'succeeded' || result === null)
      throw new AppError('job-not-succeeded', `The job is ${status}: only a result can be judged`);
    const judgement = c.req.valid('json');
    const { parts, verified } = judgeResult(result, judgement);
    const said = {
      id,
      owner,
      judgement,
      verified,
      tally: tallyOf(parts),
      by: judgeOf(c),
      edits: ifMatch === undefined ? undefined : before.edits,
    };
    const row = (await putFeedback(sql, said)) ?? (await putFeedback(sql, said));
    if (!row?.feedback) throw ifMatch === undefined ? noSuchJob() : changedMeanwhile();
    c.header('ETag', etagOf(row));
    return c.json(historyView(row.feedback), 200);
  });

  app.openapi(get, async (c) => {
    const row = await findOwnJob(c, deps);
    if (!row.feedback) throw new AppError('not-found', 'Nothing was said of the result of this job');
    c.header('ETag', etagOf(row));
    c.header('Cache-Control', 'no-store');
    return c.json(historyView(row.feedback), 200);
  });

  app.openapi(remove, async (c) => {
    const which = { id: jobIdOf(c), owner: ownerOf(c) };
    if (!(await deleteFeedback(sql, { ...which, retentionMs: retentionMsOf(deps) }))) throw noSuchJob();
    return c.body(null, 204);
  });
}

function changedMeanwhile(): AppError {
  return new AppError('changed-meanwhile', 'Somebody has moved or judged the job since; look at it again');
}

function judgeOf(c: Context): Judge {
  const { kind, id, name } = principalOf(c);
  return { kind, id, name };
}

function historyView({ judgement, by, at, verified, history }: StoredFeedback): StoredFeedback {
  return { judgement, by, at, verified, history };
}
