import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { preferredWaitMs } from '../../api/prefer.ts';

async function ask(prefer?: string) {
  const app = new Hono().get('/', (c) => c.json({ waitMs: preferredWaitMs(c) ?? null }));
  const response = await app.request('/', { headers: prefer === undefined ? {} : { Prefer: prefer } });
  const { waitMs } = (await response.json()) as { waitMs: number | null };
  return { waitMs, applied: response.headers.get('preference-applied') };
}

describe('preferredWaitMs', () => {
  it.each([
    ['wait=10', 10_000, 'wait=10'],
    ['Wait = 10', 10_000, 'wait=10'],
    ['wait="10"', 10_000, 'wait=10'],
    ['respond-async, wait=5', 5000, 'wait=5'],
    ['wait=5; foo', 5000, 'wait=5'],
    ['wait=0', 0, 'wait=0'],
    ['wait=3600', 60_000, 'wait=60'],
  ])('applies %j, and says so', async (prefer, waitMs, applied) => {
    expect(await ask(prefer)).toEqual({ waitMs, applied });
  });

  it.each([undefined, '', 'wait', 'wait=', 'wait=abc', 'wait=-1', 'wait=1.5', 'wait=1e9', 'await=5'])(
    'ignores %j',
    async (prefer) => expect(await ask(prefer)).toEqual({ waitMs: null, applied: null }),
  );

  it('waits for nothing with respond-async, and says that it heard it', async () => {
    expect(await ask('respond-async')).toEqual({ waitMs: null, applied: 'respond-async' });
  });
});
