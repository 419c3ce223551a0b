import { createApiKey } from '../../shared/access/create-api-key.ts';
import type { Bench } from '../bench.ts';
import { closedLoop } from '../closed-loop.ts';
import type { Ours } from '../contenders/ours.ts';
import { drawings } from '../drawings.ts';
import { percentilesOf } from '../latencies.ts';
import type { Measured } from '../metrics.ts';
import { uploadsOf } from '../uploads.ts';
import type { Scenario, Subject } from './scenario.ts';

const BURST = 1000;
const SINGLES = 20;

/** What one owner's burst costs another owner. */
export const fair: Scenario = {
  title: 'One job beside a burst of somebody else',
  about:
    'Small pictures for a model that takes about 10 ms for each. One client submits 1,000 at once over 64 connections; when all are accepted, another sends 20, one after the other, each waiting for its result. `alone` has no burst; in `fair` the two clients have keys of two owners; in `one line` there is no sign-in, and so one owner and one line. What counts is the 20.',
  headline: 'p50Ms',
  weight: { start: 8, round: 40 },
  mostRounds: 3,
  async start(bench) {
    const [keyed, open] = await Promise.all([
      bench.startOurs([{ from: 'photo' }], { env: { AUTH: 'keys', RATE_LIMIT_PER_KEY: '0' } }),
      bench.startOurs([{ from: 'photo' }]),
    ]);
    const [burst, single] = await Promise.all([keyOf(keyed, 'burst'), keyOf(keyed, 'single')]);
    const subject = (
      name: string,
      ours: Ours,
      burstHeaders: Headers | undefined,
      headers: Headers,
    ): Subject => ({
      name,
      measure: (extent) =>
        measure(bench, ours, { burst: extent === 'warm-up' ? undefined : burstHeaders, single: headers }),
    });
    return [
      subject('alone', keyed, undefined, single),
      subject('fair', keyed, burst, single),
      subject('one line', open, {}, {}),
    ];
  },
};

type Headers = Record<string, string>;

async function keyOf({ sql }: Ours, owner: string): Promise<Headers> {
  const { key } = await createApiKey(sql, {
    owner,
    name: owner,
    scopes: ['jobs:read', 'jobs:write'],
    expiresInMs: null,
  });
  return { authorization: `Bearer ${key}` };
}

async function measure(
  bench: Bench,
  ours: Ours,
  { burst, single }: { burst: Headers | undefined; single: Headers },
): Promise<Measured> {
  const pictures = await drawings();
  const sent = burst
    ? await closedLoop(ours.url, uploadsOf(pictures, 'photo', burst), {
        connections: 64,
        count: bench.size(BURST, 100),
      })
    : undefined;
  const singles = uploadsOf(pictures, 'photo', { ...single, prefer: 'wait=60' });
  const { latenciesMs, errors } = await closedLoop(ours.url, singles, { connections: 1, count: SINGLES });
  while ((await ours.unfinished()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    requests: (sent?.latenciesMs.length ?? 0) + SINGLES,
    errors: errors + (sent?.errors ?? 0),
    ...percentilesOf(latenciesMs),
  };
}
