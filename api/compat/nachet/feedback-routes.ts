import type { Context, Hono } from 'hono';
import type { ObjectJudgement } from '../../../shared/domain/feedback/feedback.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { CompatTools } from '../compat-system.ts';
import { Refusal, type V1Client } from '../v1-client.ts';
import { answer, NachetError, text } from './answer.ts';
import { inferenceOf } from './inference.ts';
import { isSaid, judgementOf, type Said } from './judgement-of.ts';
import { clientOfUser } from './user.ts';

const POSITIVE = { doing: 'giving a positive feedback', needed: ['boxId'], missing: 'boxId' };
const NEGATIVE = {
  doing: 'giving a negative feedback',
  needed: ['boxId', 'label', 'box', 'classId'],
  missing: 'either boxId, label, box or classId',
};

/** `/feedback-positive` and `/feedback-negative`: box by box what was right, and what the truth is. */
export function feedbackRoutes(app: Hono, tools: CompatTools): void {
  app.post('/feedback-positive', (c) => judge(c, tools, POSITIVE));
  app.post('/feedback-negative', (c) => judge(c, tools, NEGATIVE));
  // The front end knows it, and no back end ever had it.
  app.post('/feedback-new-box', (c) => judge(c, tools, NEGATIVE));
}

function judge(c: Context, tools: CompatTools, kind: typeof POSITIVE): Promise<Response> {
  const { deps } = tools;
  const { catalog } = deps;
  const { doing } = kind;
  return answer(c, { deps, doing }, async (fields) => {
    const { userId, inferenceId } = fields;
    const boxes = readBoxes(fields, kind);
    const client = clientOfUser(c, tools, text(userId));
    const job = await inferenceBy(client, text(inferenceId), doing);
    const refuse = (what: string) => new NachetError(`Datastore Error ${doing} : ${what}`);
    if (job.verified) throw refuse('Inference already verified');
    const objects: ObjectJudgement[] = [...(job.feedback?.judgement.objects ?? [])];
    for (const said of boxes) {
      const judgement = judgementOf(said, { job, catalog, isRight: kind === POSITIVE });
      if (judgement === 'unknown') throw refuse(`Box ${text(said['boxId'])} not found`);
      if (judgement === 'judged') throw refuse(`Box ${text(said['boxId'])} already verified`);
      if (judgement) objects.push(judgement);
    }
    await client.send('PUT', `/v1/jobs/${job.id}/feedback`, { objects });
    const judged = await inferenceBy(client, job.id, doing);
    return inferenceOf(judged, catalog, { isStored: true }) ?? {};
  });
}

/** @throws NachetError in the original's words */
function readBoxes(fields: Said, { doing, needed, missing }: typeof POSITIVE): Said[] {
  const { userId, inferenceId, boxes } = fields;
  const refuse = (what: string) => new NachetError(`API Error ${doing} : missing request arguments: ${what}`);
  if (!userId || !inferenceId || !Array.isArray(boxes))
    throw refuse('either userId, inferenceId or boxes is missing');
  return boxes.map((box: unknown) => {
    if (!isSaid(box) || needed.some((key) => box[key] === undefined || box[key] === null))
      throw refuse(`${missing} is missing in boxes`);
    return box;
  });
}

async function inferenceBy(client: V1Client, id: string, doing: string): Promise<Job> {
  return await client.json<Job>(`/v1/jobs/${encodeURIComponent(id)}`).catch((error) => {
    if (error instanceof Refusal && error.status === 404)
      throw new NachetError(`Datastore Error ${doing} : Inference not found`);
    throw error;
  });
}
