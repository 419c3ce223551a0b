import { expect, test } from 'vitest';
import { parseOptions } from '../../bench/options.ts';
import { UsageError } from '../../shared/domain/usage-error.ts';

test('a quick run writes nothing unless it is told where', () => {
  expect(parseOptions(['--quick'], 'bench')).toMatchObject({ rounds: 1, isQuick: true, out: undefined });
  expect(parseOptions(['--quick', '--out', 'x'], 'bench')).toMatchObject({ out: 'x' });
  expect(parseOptions(['--only', 'reads,tiny'], 'bench')).toMatchObject({
    rounds: 5,
    scenarios: ['tiny', 'reads'],
    out: 'bench',
  });
});

test.each([['--only', 'huge'], ['--rounds', '0'], ['--fast']])('%s %s is not understood', (...args) => {
  expect(() => parseOptions(args.filter(Boolean), 'bench')).toThrow(UsageError);
});
