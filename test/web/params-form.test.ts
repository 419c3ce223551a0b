import { expect, test } from 'vitest';
import { jsonSchemaOf } from '../../shared/domain/json-schema.ts';
import { PARAMS_SCHEMAS } from '../../shared/domain/params.ts';
import { fieldsOf, paramsOf } from '../../web/try/params-form.ts';

const detection = fieldsOf(jsonSchemaOf(PARAMS_SCHEMAS['object-detection']));
const sleep = fieldsOf(jsonSchemaOf(PARAMS_SCHEMAS['sleep-staging']));

test('every parameter of every task has a field that people can fill in', () => {
  for (const [task, schema] of Object.entries(PARAMS_SCHEMAS)) {
    const fields = fieldsOf(jsonSchemaOf(schema));
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(schema.shape));
    expect(fields.filter(({ kind }) => kind === 'json').map(({ name }) => `${task}.${name}`)).toEqual([]);
  }
});

test('bounds and steps come from the schema', () => {
  expect(detection.find(({ name }) => name === 'minScore')).toMatchObject({
    kind: 'number',
    step: 'any',
    min: 0,
    max: 1,
    isRequired: false,
  });
  expect(detection.find(({ name }) => name === 'maxObjects')).toMatchObject({ step: 1, max: 10_000 });
});

test('what was left empty is left out; the rest has the type that the api wants', () => {
  const params = paramsOf(detection, { minScore: '0.4', maxObjects: ' ', crops: 'true', annotate: 'false' });
  expect(params).toEqual({ minScore: 0.4, crops: true, annotate: false });
  expect(PARAMS_SCHEMAS['object-detection'].safeParse(params).success).toBe(true);
});

test('times are sent with their zone, lists as lists, choices as they are', () => {
  const params = paramsOf(sleep, {
    bedTime: '2026-11-21T23:00:00',
    wakeUp: '2026-11-22T07:00:00',
    age: '41',
    sex: 'F',
    channels: 'EEG Fpz-Cz, 1',
  });
  expect(params).toEqual({
    bedTime: new Date('2026-11-21T23:00:00').toISOString(),
    wakeUp: new Date('2026-11-22T07:00:00').toISOString(),
    age: 41,
    sex: 'F',
    channels: ['EEG Fpz-Cz', 1],
  });
  expect(PARAMS_SCHEMAS['sleep-staging'].safeParse(params).success).toBe(true);
});
