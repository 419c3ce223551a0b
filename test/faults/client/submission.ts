import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Something to send, again and again. Its result is the same each time, so it is known by its name. */
export type Submission = {
  readonly name: string;
  /** With the query. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** How its job may end: a status, for `failed` with its code behind it. */
  readonly endings: readonly string[];
};

const SAMPLES = path.join(import.meta.dirname, '../../../models/digits/sample');

/** The pictures that come with `digits`: some small enough for the row, some that become files. */
export const PICTURES: readonly Submission[] = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.png'))
  .sort()
  .map((name) => ({
    name,
    path: '/v1/jobs?model=digits',
    contentType: 'image/png',
    body: readFileSync(path.join(SAMPLES, name)),
    endings: ['succeeded'],
  }));

/** A row of three numbers for `affine`. */
export function affine(
  name: string,
  row: readonly number[],
  endings: readonly string[] = ['succeeded'],
): Submission {
  return tensors(name, 'affine', { name: 'x', datatype: 'float32', shape: [1, 3], data: row }, endings);
}

/** A row that `affine` is happy with. */
export const ROW: Submission = affine('row', [1, 2, 3]);

/** A number for `spin` to count to. */
export function spin(name: string, n: number, endings: readonly string[]): Submission {
  return tensors(name, 'spin', { name: 'n', datatype: 'int64', shape: [1], data: [n] }, endings);
}

function tensors(name: string, model: string, tensor: object, endings: readonly string[]): Submission {
  const body = Buffer.from(JSON.stringify({ model, input: { tensors: [tensor] } }));
  return { name, path: '/v1/jobs', contentType: 'application/json', body, endings };
}
