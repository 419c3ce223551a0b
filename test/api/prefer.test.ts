import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { type Preference, preferenceOf } from '../../api/prefer.ts';

async function ask(prefer?: string) {
  const app = new Hono().get('/', (c) => c.json(preferenceOf(c)));
  const response = await app.request('/', { headers: prefer === undefined ? {} : { Prefer: prefer } });
  const { waitMs, headers } = (await response.json()) as Preference;
  return { waitMs: waitMs ?? null, applied: headers['Preference-Applied'] ?? null };
}

describe('preferenceOf', () => {
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
