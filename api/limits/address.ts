import type { Context } from 'hono';
import { nodeRequest } from '../node-bindings.ts';

/**
 * Where a request comes from, for counting. Behind a proxy that is trusted (`TRUST_PROXY`), the last address that it
 * has added to `X-Forwarded-For`; those before it are the client's own words.
 */
export function addressOf(c: Context, { TRUST_PROXY: trustsProxy }: { TRUST_PROXY: boolean }): string {
  const forwarded = trustsProxy ? c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() : undefined;
  return networkOf(forwarded || nodeRequest(c)?.socket.remoteAddress || 'unknown');
}

/** Whoever has one IPv6 address has 2^64 of them. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.slice(0, 64);
  const [head = '', rest] = address.toLowerCase().split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = rest === undefined ? 0 : 8 - groups.length - rest.split(':').filter(Boolean).length;
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(rest ?? '').split(':')];
  return `${all.slice(0, 4).join(':')}::/64`;
}
