import { z } from 'zod';
import { checkTensors } from '../../../shared/domain/check-tensors.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { TensorsResult } from '../../../shared/domain/task-result.ts';
import { type NamedTensor, namedTensorSchema, TENSOR_DATATYPES } from '../../../shared/domain/tensor.ts';
import { newElements, type TensorData, type TensorElements } from '../tensors/tensor-data.ts';
import type { TaskHandler } from './task.ts';

const inputSchema = z.strictObject({ tensors: z.array(namedTensorSchema) });

/** Any ONNX model: named tensors in, named tensors out, both as JSON. */
export const tensors: TaskHandler = {
  check(_model, { inputs, outputs }) {
    const odd = [...inputs, ...outputs].find(
      (spec) => !(TENSOR_DATATYPES as readonly string[]).includes(spec.datatype),
    );
    return odd && `"${odd.name}" is ${odd.datatype}, which cannot be given or returned as JSON`;
  },

  async decode(bytes, _model, signature) {
    const parsed = inputSchema.safeParse(parseJson(bytes));
    if (!parsed.success) throw new AppError('invalid-tensors', 'The input is not a list of tensors');
    const errors = checkTensors(parsed.data.tensors, signature.inputs);
    if (errors.length > 0)
      throw new AppError('invalid-tensors', errors.map((e) => `${e.path}: ${e.message}`).join('; '), {
        errors,
      });
    const named = parsed.data.tensors.map((tensor) => [tensor.name, toTensorData(tensor)] as const);
    return { tensors: Object.fromEntries(named), frame: null };
  },

  postprocess(outputs): TensorsResult {
    return { outputs: Object.entries(outputs).map(([name, tensor]) => toNamedTensor(name, tensor)) };
  },
};

/** What a large input holds is seen here first: undefined, which fits no schema, when it is not JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function toTensorData({ datatype, shape, data }: NamedTensor): TensorData {
  const elements = newElements(datatype, data.length);
  const is64Bit = datatype === 'int64' || datatype === 'uint64';
  for (let i = 0; i < data.length; i++) {
    const element = data[i]!;
    elements[i] = is64Bit ? BigInt(element) : datatype === 'string' ? String(element) : Number(element);
  }
  return { datatype, dims: shape, data: elements };
}

function toNamedTensor(name: string, { datatype, dims, data }: TensorData): NamedTensor {
  return {
    name,
    datatype,
    shape: [...dims],
    data: Array.from(data as ArrayLike<TensorElements[number]>, toJson),
  };

  function toJson(element: TensorElements[number]): number | string | boolean {
    if (datatype === 'bool') return element !== 0;
    if (typeof element === 'bigint') {
      const number = Number(element);
      return Number.isSafeInteger(number) ? number : element.toString();
    }
    // JSON has no NaN or infinity; a model that makes them says so in words rather than as null.
    if (typeof element === 'number' && !Number.isFinite(element)) return String(element);
    return element;
  }
}
