import { expect, test } from 'vitest';
import { parseOptions } from '../../../bench/load/options.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';

test('without arguments it makes ten bursts of ten, a second apart', () => {
  expect(parseOptions([])).toMatchObject({
    url: 'http://127.0.0.1:3000',
    model: 'digits',
    mode: 'wait',
    pace: { kind: 'bursts', requests: 10, gapMs: 1000, bursts: 10 },
    connections: Infinity,
    settleMs: 60_000,
  });
});

test.each([
  [['-N', '3', '-T', '0.25', '-R', '2'], { kind: 'bursts', requests: 3, gapMs: 250, bursts: 2 }],
  [['--rate', '2.5', '--seed', '9'], { kind: 'open', perSecond: 2.5, durationMs: 10_000, seed: 9 }],
  [['--rate', '5', '--connections', '2'], { kind: 'open', perSecond: 5, durationMs: 10_000, seed: 1 }],
  [['--connections', '4', '--duration', '1.5'], { kind: 'closed', connections: 4, durationMs: 1500 }],
  [['--connections', '4'], { kind: 'bursts', requests: 10, gapMs: 1000, bursts: 10 }],
])('%j is the pace that it says', (args, pace) => {
  expect(parseOptions(args)?.pace).toEqual(pace);
});

test('help is not a load', () => {
  expect(parseOptions(['--help'])).toBeUndefined();
});

test.each([
  [['-N', '0'], '-N must be at least 1'],
  [['-N', '1.5'], '-N must be a whole number, not 1.5'],
  [['-T', 'soon'], '-T must be a number, not soon'],
  [['--mode', 'fax'], '--mode must be one of wait, poll, sse, submit, not fax'],
  [['--rate', '0'], '--rate must be more than 0'],
  [['--rate', '5', '-N', '5'], '-N, -T and -R make bursts'],
  [['--duration', '5'], '--duration goes with --rate or --connections'],
  [['--duration', '0', '--rate', '1'], '--duration must be more than 0'],
  [['--seed', '5'], '--seed goes with --rate'],
  [['--url', 'localhost:3000'], '--url must look like http://host:port'],
  [['--json', '/nowhere/at/all.json'], '--json: there is no folder /nowhere/at'],
  [['--frequency', '5'], "Unknown option '--frequency'"],
  [['extra'], "Unexpected argument 'extra'"],
])('%j is refused in one line', (args, line) => {
  const parse = () => parseOptions(args);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(line);
  expect(parse).not.toThrow('\n');
});
