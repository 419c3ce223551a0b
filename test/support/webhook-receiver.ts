import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { WebhookDelivery } from '../../shared/domain/webhook-delivery.ts';
import type { webhookMessageSchema } from '../../shared/domain/webhook-message.ts';
import { type Receiver, startReceiver, textOf } from './receiver.ts';

/** A message as it came. */
export type ReceivedMessage = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly message: ReturnType<typeof webhookMessageSchema.parse>;
};

export type WebhookReceiver = Receiver & {
  /** What has come for this path, in the order in which it came. */
  messagesTo(path: string): ReceivedMessage[];
};

/** Starts a receiver of webhooks that keeps what comes and answers 200 with a few words, unless told otherwise. */
export async function startWebhookReceiver(
  answer: (path: string, response: ServerResponse, count: number) => void = (_, response) =>
    void response.end('thank you'),
): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  const messagesTo = (path: string) => messages.filter((message) => message.path === path);
  const receiver = await startReceiver((request, response) => {
    void textOf(request).then((text) => {
      const path = request.url ?? '';
      messages.push({ path, headers: request.headers, text, message: JSON.parse(text) });
      answer(path, response, messagesTo(path).length);
    });
  });
  return { ...receiver, messagesTo };
}

/** The signature that Standard Webhooks 1.0.0 asks for, by its own formula. */
export function signatureOf(
  { headers, text }: Pick<ReceivedMessage, 'headers' | 'text'>,
  secret: string,
): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** The owner's secret, as the api gives it. */
export async function getSecret(
  url: string,
  rotate?: 'rotate',
): Promise<{ secret: string; previousUntil: string | null }> {
  const response = rotate
    ? await fetch(`${url}/v1/webhook-secret/rotate`, { method: 'POST' })
    : await fetch(`${url}/v1/webhook-secret`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { secret: string; previousUntil: string | null };
}

/** The deliveries of a job, or all of them. */
export async function listDeliveries(url: string, query = ''): Promise<WebhookDelivery[]> {
  const response = await fetch(`${url}/v1/webhook-deliveries${query}`);
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { deliveries: WebhookDelivery[] }).deliveries;
}
