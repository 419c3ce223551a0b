import { expect } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import type { WebhookDelivery } from '../../shared/domain/webhook-delivery.ts';
import { SEVEN, submitJob } from './client.ts';
import { png } from './pictures.ts';
import type { System } from './system.ts';
import { listDeliveries } from './webhook-receiver.ts';

export const ENV = { OUTBOUND_ALLOW: '127.0.0.0/8' };
export const BROKEN = png({ width: 28, height: 28 }, Buffer.from('not deflated'));
export const WAIT = { timeout: 15_000, interval: 20 };

/** Submits a job that tells this URL of its end. */
export const submitTo = (
  system: System,
  url: string,
  more: { file?: Uint8Array; events?: string[]; deadlineMs?: string } = {},
) => {
  const { file = SEVEN, events, deadlineMs } = more;
  const webhook = JSON.stringify({ url, ...(events && { events }) });
  return submitJob(system.url, { file, fields: { webhook, ...(deadlineMs && { deadlineMs }) } });
};

/** The one delivery of a job, when it has come as far. */
export async function deliveryOf(system: System, job: Job, isThere: (delivery: WebhookDelivery) => boolean) {
  let found: WebhookDelivery | undefined;
  const look = async () => {
    [found] = await listDeliveries(system.url, `?job=${job.id}`);
    return found !== undefined && isThere(found);
  };
  await expect.poll(look, WAIT).toBe(true);
  return found!;
}

export const isFinished = ({ finishedAt }: WebhookDelivery) => finishedAt !== null;
export const wasTried = ({ attempts }: WebhookDelivery) => attempts.length > 0;
