import { expect, test } from 'vitest';
import { parseOptions } from '../../evaluate/options.ts';

const parse = (...args: string[]) =>
  parseOptions(args, { known: ['digits', 'objects'], defaultData: '/data' });

test('all models are measured when none is named', () => {
  expect(parse()).toEqual({
    kind: 'evaluate',
    models: ['digits', 'objects'],
    data: '/data',
    url: undefined,
    key: undefined,
    isWritten: false,
  });
  expect(parse('objects', '--write', '--data', 'here')).toMatchObject({
    models: ['objects'],
    data: 'here',
    isWritten: true,
  });
});

test.each([
  [['cats'], 'No evaluation: cats. There are digits, objects.'],
  [['--url', 'nowhere'], '--url must look like http://host:port, not nowhere'],
  [['--url', 'http://a', '--write'], '--write does not go with --url'],
  [['--fast'], '--fast'],
])('%j is refused: %s', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
