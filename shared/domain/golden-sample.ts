import { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';

const goldenSampleSchema = z
  .strictObject({
    params: z.record(z.string(), z.unknown()).default({}),
    result: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'As a job has it; what is left out is not compared' }),
    error: z
      .enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])
      .optional()
      .meta({ description: 'The code with which it fails instead' }),
  })
  .refine(
    ({ result, error }) => (result === undefined) !== (error === undefined),
    'must have either `result` or `error`',
  );

/** `sample/expected.json` of a model folder: what the model makes of each of its samples. */
export const goldenSamplesSchema = z.strictObject({
  tolerance: z.number().min(0).max(1).default(0.01).meta({
    description: 'By which a number may differ: absolute up to 1, beyond that as a part of it',
  }),
  samples: z.record(z.string().regex(/^[\w-][\w.-]*$/, 'must be a plain file name'), goldenSampleSchema),
});

export type GoldenSamples = z.output<typeof goldenSamplesSchema>;

/**
 * The first place where an answer is not what was expected; undefined when there is none. Fields that are not expected
 * are not compared, lists are as long as expected.
 */
export function differenceOf(
  expected: unknown,
  actual: unknown,
  tolerance: number,
  path = 'result',
): string | undefined {
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected))
      ? undefined
      : `${path} is ${actual}, not ${expected}`;
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length)
    return `${path} has ${actual.length} entries, not ${expected.length}`;
  if (isTree(expected) && isTree(actual) && Array.isArray(expected) === Array.isArray(actual))
    return Object.entries(expected)
      .map(([key, value]) => differenceOf(value, actual[key], tolerance, `${path}.${key}`))
      .find((difference) => difference !== undefined);
  return Object.is(expected, actual) ? undefined : `${path} is ${shorten(actual)}, not ${shorten(expected)}`;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 100);
}
