import { describe, expect, test } from 'vitest';
import { MODES, parseOptions } from '../../../bench/load/options.ts';
import { runLoad } from '../../../bench/load/run-load.ts';
import { availableBackends } from '../../support/servers.ts';
import { startSystem } from '../../support/system.ts';

describe.each(availableBackends())('a load on %s', (backend) => {
  test('comes back once and right in all modes', async () => {
    const system = await startSystem(backend);
    try {
      for (const mode of MODES) {
        const args = [
          '--url',
          system.url,
          '-N',
          '50',
          '-R',
          '2',
          '-T',
          '0.2',
          '--mode',
          mode,
          '--expect',
          '7',
        ];
        const result = await runLoad(parseOptions(args)!);
        expect({ mode, errors: result.errors, faults: result.faults }).toEqual({
          mode,
          errors: {},
          faults: [],
        });
        expect(result.counts).toMatchObject({
          sent: 100,
          accepted: 100,
          succeeded: 100,
          lost: 0,
          duplicated: 0,
          wrong: 0,
        });
        expect(result.stages?.totalMs).toBeGreaterThan(0);
        expect(result.queueDepths.length).toBeGreaterThan(0);
      }
    } finally {
      await system.stop();
    }
  });
});
