import { describe, expect, it } from 'vitest';
import { webhookMessageSchema, writeWebhookMessage } from '../../../shared/domain/webhook-message.ts';
import { jobView } from '../../../shared/job-view.ts';
import { jobRow } from '../../support/job-row.ts';

const AT = '2026-01-01T00:00:02.000Z';
const write = (labels: number) => {
  const result = { labels: Array(labels).fill({ label: 'ä', score: 0.5 }), certain: true };
  const job = jobView(jobRow(['queued', 'running', 'succeeded'], { result }));
  return { job, text: writeWebhookMessage('job.succeeded', AT, job) };
};

describe('writeWebhookMessage', () => {
  it('holds the job as the api shows it', () => {
    const { job, text } = write(3);
    const message = JSON.parse(text) as unknown;
    expect(message).toEqual({ type: 'job.succeeded', timestamp: AT, truncated: false, data: job });
    expect(webhookMessageSchema.strict().parse(message)).toEqual(message);
  });

  it('leaves out the result of what would be larger than 20 kB, in bytes, and says so', () => {
    const { job, text } = write(720);
    expect(JSON.parse(text)).toEqual({
      type: 'job.succeeded',
      timestamp: AT,
      truncated: true,
      data: { ...job, result: null },
    });
    expect(Buffer.byteLength(text)).toBeLessThan(2000);
  });
});
