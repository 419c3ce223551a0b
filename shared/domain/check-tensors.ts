import type { FieldError } from './errors.ts';
import type { NamedTensor, TensorSpec } from './tensor.ts';

/**
 * Holds given tensors against what a model expects.
 *
 * @returns what is wrong, each with what was expected; empty when the tensors fit
 */
export function checkTensors(tensors: readonly NamedTensor[], inputs: readonly TensorSpec[]): FieldError[] {
  const errors: FieldError[] = [];
  const byName = new Map(inputs.map((spec) => [spec.name, spec]));
  const seen = new Set<string>();
  tensors.forEach((tensor, index) => {
    const path = `input.tensors.${index}`;
    const spec = byName.get(tensor.name);
    if (!spec) {
      errors.push({ path: `${path}.name`, message: `No input "${tensor.name}"; expected ${list(inputs)}` });
      return;
    }
    if (seen.has(tensor.name))
      errors.push({ path: `${path}.name`, message: `"${tensor.name}" was given twice` });
    seen.add(tensor.name);
    if (tensor.datatype !== spec.datatype)
      errors.push({
        path: `${path}.datatype`,
        message: `Expected ${describe(spec)}, got ${tensor.datatype}`,
      });
    if (!shapeFits(tensor.shape, spec.shape))
      errors.push({
        path: `${path}.shape`,
        message: `Expected ${describe(spec)}, got [${tensor.shape.join(', ')}]`,
      });
    const length = tensor.shape.reduce((product, dim) => product * dim, 1);
    if (tensor.data.length !== length)
      errors.push({
        path: `${path}.data`,
        message: `Shape [${tensor.shape.join(', ')}] needs ${length} elements, got ${tensor.data.length}`,
      });
    const wrong = tensor.data.findIndex((element) => !elementFits(element, tensor.datatype));
    if (wrong >= 0)
      errors.push({
        path: `${path}.data.${wrong}`,
        message: `Not a ${tensor.datatype}: ${JSON.stringify(tensor.data[wrong])}`,
      });
  });
  for (const spec of inputs)
    if (!seen.has(spec.name))
      errors.push({ path: 'input.tensors', message: `Missing input ${describe(spec)}` });
  return errors;
}

function shapeFits(shape: readonly number[], expected: readonly (number | string)[]): boolean {
  return (
    shape.length === expected.length &&
    expected.every((dim, i) => typeof dim === 'string' || dim === shape[i])
  );
}

/** Inclusive bounds of the integer types; the 64-bit ones are exact beyond 2^53 only as decimal strings. */
const INTEGER_BOUNDS: Partial<Record<NamedTensor['datatype'], readonly [bigint, bigint]>> = {
  int8: [-128n, 127n],
  uint8: [0n, 255n],
  int16: [-32_768n, 32_767n],
  uint16: [0n, 65_535n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function elementFits(element: number | string | boolean, datatype: NamedTensor['datatype']): boolean {
  if (datatype === 'string') return typeof element === 'string';
  if (datatype === 'bool') return typeof element === 'boolean';
  const bounds = INTEGER_BOUNDS[datatype];
  if (!bounds) return typeof element === 'number' && Number.isFinite(element);
  if (typeof element === 'number')
    return Number.isSafeInteger(element) && BigInt(element) >= bounds[0] && BigInt(element) <= bounds[1];
  if (typeof element !== 'string' || !datatype.endsWith('64') || !/^-?\d{1,20}$/.test(element)) return false;
  return BigInt(element) >= bounds[0] && BigInt(element) <= bounds[1];
}

function list(specs: readonly TensorSpec[]): string {
  return specs.map(describe).join(', ');
}

function describe(spec: TensorSpec): string {
  return `"${spec.name}" ${spec.datatype} [${spec.shape.join(', ')}]`;
}
