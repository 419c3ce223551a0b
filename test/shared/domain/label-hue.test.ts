import { expect, test } from 'vitest';
import { hueOf } from '../../../shared/domain/label-hue.ts';

test('labels that differ by little have hues apart, and the same each time', () => {
  expect(hueOf('bean')).toBe(hueOf('bean'));
  const apart = Math.abs(hueOf('a') - hueOf('b'));
  expect(Math.min(apart, 360 - apart)).toBeGreaterThan(60);
});
