import { cors } from 'hono/cors';
import { z } from 'zod';
import type { Job } from '../../shared/domain/job.ts';
import type { SleepStagingResult } from '../../shared/domain/sleep-result.ts';
import type { CompatSystem } from './compat-system.ts';
import { FormError, withForm } from './read-form.ts';
import { Refusal } from './v1-client.ts';

/** What every request that cannot be used is answered with. */
const REFUSAL = 'Missing or invalid request parameters';

const seconds = z
  .string()
  .regex(/^\d{1,11}$/)
  .transform(Number);

const formSchema = z
  .object({
    sex: z.enum(['F', 'M']),
    age: z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .pipe(z.int().min(12).max(125)),
    stream_start: seconds,
    bedtime: seconds,
    wakeup: seconds,
  })
  .refine((form) => form.bedtime > form.stream_start && form.wakeup - form.bedtime > 30);

/** Sleep staging for the web page and the app of polydodo: `POST /analyze-sleep`, and `GET /` as a sign of life. */
export const polydodo: CompatSystem = {
  port: 8182,
  mount(app, { clientOf }) {
    app.use('/analyze-sleep', cors({ origin: '*' }));
    app.get('/', cors({ origin: '*' }), (c) => c.text(''));
    app.post('/analyze-sleep', async (c) => {
      try {
        const [job, form] = await withForm(c, 'file', async ({ name, bytes, fields }) => {
          if (!/\.(txt|csv)$/i.test(name)) throw new FormError('The file has another extension');
          const form = fields.then((all) => formSchema.parse(Object.fromEntries(all)));
          // Its refusal is heard where the file ends, if not before.
          form.catch(() => {});
          const job = await clientOf(c).run({
            model: 'sleep',
            file: { name, bytes },
            fields: async () => ({ params: JSON.stringify(paramsOf(await form)) }),
          });
          return [job, await form];
        });
        return c.json(answerOf(job, form));
      } catch (error) {
        if (error instanceof FormError || error instanceof z.ZodError) return c.text(REFUSAL, 400);
        if (!(error instanceof Refusal)) throw error;
        if (error.isOverload) return c.text('Too busy, try again later', 503, { 'Retry-After': '5' });
        return error.status < 500 ? c.text(REFUSAL, 400) : c.text('Internal Server Error', 500);
      }
    });
  },
};

type Form = z.output<typeof formSchema>;

function paramsOf({ stream_start, bedtime, wakeup, age, sex }: Form) {
  // The original loses the first row of every recording.
  return { streamStart: stream_start, bedTime: bedtime, wakeUp: wakeup, age, sex, skipFirstRow: true };
}

function answerOf({ result }: Job, { stream_start, bedtime, wakeup, age, sex }: Form) {
  const { stages, epochSeconds, report, recording, spectrogram } = result as SleepStagingResult;
  const [fpzCz, pzOz] = spectrogram.channels;
  return {
    epochs: { timestamps: stages.map((_, i) => bedtime + i * epochSeconds), stages },
    // REM is counted from bed time there, although the latency is counted from the onset of sleep.
    report: { ...report, remOnset: report.remLatency === null ? null : bedtime + report.remLatency },
    metadata: {
      sessionStartTime: stream_start,
      sessionEndTime: recording.endTime,
      totalSessionTime: Math.round((recording.endTime - stream_start) * 1000) / 1000,
      bedTime: bedtime,
      wakeUpTime: wakeup,
      totalBedTime: wakeup - bedtime,
    },
    subject: { age, sex },
    spectrograms: {
      frequencies: spectrogram.frequencies,
      'fpz-cz': fpzCz?.decibels,
      'pz-oz': pzOz?.decibels,
    },
  };
}
