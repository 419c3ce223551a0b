import { expect, test } from 'vitest';
import { Endings } from '../../bench/endings.ts';

test('what was started is ended once, the last first, whatever goes wrong', async () => {
  const ended: string[] = [];
  const said: string[] = [];
  const endings = new Endings();
  const endFirst = endings.add(async () => void ended.push('first'));
  endings.add(async () => void ended.push('second'));
  endings.add(() => Promise.reject(new Error('stuck')));
  endings.add(async () => void ended.push('third'));
  await endFirst();
  await endFirst();
  await endings.run((line) => said.push(line));
  await endings.run((line) => said.push(line));
  expect(ended).toEqual(['first', 'third', 'second']);
  expect(said).toEqual(['Could not be ended: stuck']);
});
