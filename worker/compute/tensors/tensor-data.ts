import type { TensorDatatype } from '../../../shared/domain/tensor.ts';

/** The elements of a tensor. Booleans are 0 and 1; float16 never occurs here. */
export type TensorElements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

/** A tensor in memory: `data` in row-major order, its length the product of `dims`. */
export type TensorData = {
  readonly datatype: TensorDatatype;
  readonly dims: readonly number[];
  readonly data: TensorElements;
};

/** Tensors by the names of a model's inputs or outputs. */
export type Tensors = Readonly<Record<string, TensorData>>;

type ArrayMaker = (length: number) => TensorElements;

const ARRAYS: Record<TensorDatatype, ArrayMaker> = {
  float32: (n) => new Float32Array(n),
  float64: (n) => new Float64Array(n),
  int8: (n) => new Int8Array(n),
  uint8: (n) => new Uint8Array(n),
  int16: (n) => new Int16Array(n),
  uint16: (n) => new Uint16Array(n),
  int32: (n) => new Int32Array(n),
  uint32: (n) => new Uint32Array(n),
  int64: (n) => new BigInt64Array(n),
  uint64: (n) => new BigUint64Array(n),
  bool: (n) => new Uint8Array(n),
  string: (n) => new Array<string>(n).fill(''),
};

/** Elements of this type, all zero, false or empty. */
export function newElements(datatype: TensorDatatype, length: number): TensorElements {
  return ARRAYS[datatype](length);
}

/** The product of dims; 1 for a scalar. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
