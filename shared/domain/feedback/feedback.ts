import { z } from 'zod';
import { SLEEP_STAGES } from '../sleep-report.ts';
import { isStorable } from '../storable.ts';

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(isStorable, 'holds a character that cannot be stored')
    .refine((value) => !/\p{Cc}/u.test(value.replaceAll('\n', ' ')), 'holds a control character');

const label = text(200).meta({ description: 'One of the model’s, or a new one', example: '7' });
const comment = text(2000).optional();
const object = z.int().min(0).meta({ description: 'Its place in `result.objects`, from 0' });
const box = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .meta({ description: '[x1, y1, x2, y2] in pixels of the upright picture' });

/** What somebody says of one object of a result, or of one that it should have had. */
const objectJudgementSchema = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('confirm'), object, comment }),
    z.strictObject({ action: z.literal('relabel'), object, label, comment }),
    z.strictObject({ action: z.literal('move'), object, box, label: label.optional(), comment }),
    z.strictObject({ action: z.literal('delete'), object, comment }),
    z.strictObject({ action: z.literal('add'), box, label, comment }),
  ])
  .meta({ id: 'ObjectJudgement' });

/** What the truth was, as a client says it: which of the fields fit depends on the result. */
export const judgementSchema = z
  .strictObject({
    correct: z.literal(true).optional().meta({ description: 'The result is right as it is' }),
    label: label.optional().meta({ description: 'For a result with `labels`: the true one' }),
    objects: z
      .array(objectJudgementSchema)
      .max(10_000)
      .optional()
      .meta({ description: 'For a result with `objects`; verified when each of them is judged' }),
    epochs: z
      .array(
        z.strictObject({
          epoch: z.int().min(0).meta({ description: 'Its place in `result.stages`, from 0' }),
          stage: z.enum(SLEEP_STAGES),
          comment,
        }),
      )
      .max(10_000)
      .optional()
      .meta({ description: 'For a result with `stages`; with `correct`, all others are right' }),
    comment,
  })
  .meta({ id: 'Judgement' });

export type Judgement = z.output<typeof judgementSchema>;
export type ObjectJudgement = z.output<typeof objectJudgementSchema>;

/** Who has said it. */
const judgeSchema = z
  .object({
    kind: z.enum(['none', 'key', 'session']).meta({ description: '`none` where there is no sign-in' }),
    id: z.string().nullable().meta({ description: 'Of the key or the account' }),
    name: z.string().nullable().meta({ description: 'Of the key, or the address of the account' }),
  })
  .meta({ id: 'Judge' });

export type Judge = z.output<typeof judgeSchema>;

const saidShape = {
  by: judgeSchema,
  at: z.string().meta({ format: 'date-time' }),
  verified: z.boolean().meta({ description: 'Whether the whole result was judged' }),
};

/** Feedback as a job shows it. */
export const feedbackSchema = z.object({ judgement: judgementSchema, ...saidShape }).meta({ id: 'Feedback' });

/** Feedback by itself. */
export const feedbackHistorySchema = feedbackSchema
  .extend({
    history: z.array(z.object(saidShape)).meta({ description: 'Who has said something when; the last 50' }),
  })
  .meta({ id: 'FeedbackWithHistory' });

export type Feedback = z.output<typeof feedbackSchema>;
export type StoredFeedback = z.output<typeof feedbackHistorySchema>;
