import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signWebhook } from '../../../shared/webhooks/sign-webhook.ts';

/** The example of the Standard Webhooks documentation; `openssl dgst -sha256 -mac HMAC` gives the same signature. */
const MESSAGE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_999),
  body: '{"test": 2432232314}',
};
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('signWebhook', () => {
  it('signs id, time in whole seconds and body', () => {
    expect(signWebhook(MESSAGE, [SECRET])).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    });
  });

  it('signs with the previous secret as well', () => {
    const both = signWebhook(MESSAGE, [newWebhookSecret(), SECRET])['webhook-signature'].split(' ');
    expect(both).toHaveLength(2);
    expect(both[0]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(both[1]).toBe(SIGNATURE);
  });
});

describe('newWebhookSecret', () => {
  it('is whsec_ and 32 random bytes', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_/);
      expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    }
    expect(secrets[0]).not.toBe(secrets[1]);
  });
});
