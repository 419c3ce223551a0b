import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem('postgres', {
    MODELS_DIR: path.join(import.meta.dirname, '../fixtures/models'),
  });
});
afterAll(() => system.stop());

const x = { name: 'x', datatype: 'float32', shape: [2, 3], data: [1, 2, 3, 0, 0.5, -1] };

async function run(
  tensors: unknown,
): Promise<{ status: number; body: Job & { code?: string; detail?: string } }> {
  const response = await fetch(`${system.url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'wait=20' },
    body: JSON.stringify({ model: 'affine', input: { tensors } }),
  });
  return { status: response.status, body: (await response.json()) as Job };
}

test('an ONNX file with the smallest manifest takes and gives tensors as JSON', async () => {
  const { status, body } = await run([x]);
  expect(status).toBe(200);
  expect(body.result).toEqual({
    outputs: [
      { name: 'y', datatype: 'float32', shape: [2, 3], data: [3, 5, 7, 1, 2, -1] },
      { name: 'total', datatype: 'int64', shape: [2], data: [15, 2] },
    ],
  });
});

test('many at once come back each with its own rows', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => run([{ ...x, shape: [1, 3], data: [i, i, i] }])),
  );
  const firsts = answers.map(
    ({ body }) => (body.result as { outputs: { data: number[] }[] }).outputs[0]!.data[0],
  );
  expect(firsts).toEqual(Array.from({ length: 40 }, (_, i) => 2 * i + 1));
});

test.each([
  ['another name', [{ ...x, name: 'z' }], 'No input "z"; expected "x" float32 [N, 3]'],
  [
    'another type',
    [{ ...x, datatype: 'int32', data: [1, 2, 3, 0, 5, -1] }],
    'Expected "x" float32 [N, 3], got int32',
  ],
  ['another shape', [{ ...x, shape: [3, 2] }], 'Expected "x" float32 [N, 3], got [3, 2]'],
  ['too few elements', [{ ...x, data: [1] }], 'needs 6 elements, got 1'],
  ['a string among numbers', [{ ...x, data: [1, 2, 3, 0, '5', -1] }], 'Not a float32: "5"'],
])('%s is refused with what was expected', async (_, tensors, text) => {
  const { status, body } = await run(tensors);
  expect(status).toBe(422);
  expect(body.code).toBe('invalid-tensors');
  expect(body.detail).toContain(text);
});

test('a picture is refused by a model that takes tensors', async () => {
  const response = await fetch(`${system.url}/v1/jobs?model=affine`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/png' },
    body: 'not tensors',
  });
  expect(response.status).toBe(415);
});

test('the model is described with what its session takes and gives', async () => {
  const model = await (await fetch(`${system.url}/v1/models/affine`)).json();
  expect(model).toMatchObject({
    task: 'tensors',
    status: 'ready',
    signature: { inputs: [{ name: 'x', datatype: 'float32', shape: ['N', 3] }] },
  });
});
