import type { Context } from 'hono';
import { expect, it } from 'vitest';
import { addressOf } from '../../../api/limits/address.ts';

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    env: { incoming: { socket: { remoteAddress } } },
    req: { header: () => forwarded },
  }) as unknown as Context;

it.each([
  ['192.0.2.1', undefined, false, '192.0.2.1'],
  ['192.0.2.1', '198.51.100.7', false, '192.0.2.1'],
  ['192.0.2.1', '203.0.113.9, 198.51.100.7', true, '198.51.100.7'],
  ['192.0.2.1', undefined, true, '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', undefined, false, '2001:db8:1:2::/64'],
  ['2001:db8::1', undefined, false, '2001:db8:0:0::/64'],
  ['::1', undefined, false, '0:0:0:0::/64'],
  ['::ffff:192.0.2.1', undefined, false, '::ffff:192.0.2.1'],
])('%s with X-Forwarded-For %s counts, trusted: %s, as %s', (remote, forwarded, trusted, expected) => {
  expect(addressOf(request(remote, forwarded), { TRUST_PROXY: trusted })).toBe(expected);
});
