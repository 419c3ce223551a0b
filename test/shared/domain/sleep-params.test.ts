import { describe, expect, it } from 'vitest';
import { jsonSchemaOf } from '../../../shared/domain/json-schema.ts';
import { parseParams } from '../../../shared/domain/params.ts';
import { sleepStagingParamsSchema } from '../../../shared/domain/sleep-params.ts';

const parse = (params: object) => parseParams('sleep-staging', params);

describe('the parameters of sleep staging', () => {
  it('takes times as Unix seconds and as RFC 3339, and gives them as Unix seconds', () => {
    expect(
      parse({ streamStart: '1970-01-01T01:00:00+01:00', bedTime: 60.5, wakeUp: '1970-01-01T08:00:00.250Z' }),
    ).toEqual({
      streamStart: 0,
      bedTime: 60.5,
      wakeUp: 28_800.25,
    });
    expect(parse({})).toEqual({});
  });

  it.each([
    [{ bedTime: 1_582_441_980_000 }, /bedTime: .*not milliseconds/],
    [{ bedTime: '2020-02-23 07:13' }, /bedTime: .*RFC 3339/],
    [{ bedTime: '2020-02-23T07:13:00' }, /bedTime: .*RFC 3339/],
    [{ bedTime: -1 }, /bedTime/],
    [{ streamStart: 100, bedTime: 99 }, /bedTime: is before streamStart/],
    [{ bedTime: 100, wakeUp: 90 }, /wakeUp: must be at least 30 seconds after bedTime/],
    [{ bedTime: 100, wakeUp: 129 }, /wakeUp/],
    [{ streamStart: 100, wakeUp: 129 }, /wakeUp/],
    [{ age: 126 }, /age/],
    [{ age: 30.5 }, /age/],
    [{ sex: 'X' }, /sex/],
    [{ channels: ['Fpz-Cz'] }, /channels/],
    [{ channels: [1, 1] }, /channels: must be two different ones/],
    [{ bedtime: 5 }, /bedtime: Unknown field/],
  ])('refuses %j', (params, message) => {
    expect(() => parse(params)).toThrow(message);
  });

  it('has a JSON Schema that makers of forms can follow', () => {
    const { properties } = jsonSchemaOf(sleepStagingParamsSchema);
    expect(Object.keys(properties as object)).toEqual(
      expect.arrayContaining(['streamStart', 'bedTime', 'wakeUp', 'age', 'sex', 'channels']),
    );
  });
});
