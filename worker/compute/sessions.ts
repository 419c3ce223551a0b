import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ort from 'onnxruntime-node';
import type { Model } from '../../shared/catalog.ts';
import type { Signature, TensorDatatype, TensorSpec } from '../../shared/domain/tensor.ts';
import type { TensorData, Tensors } from './tensors/tensor-data.ts';

/** A model in memory, ready to run. Both methods block the thread. */
export type Session = {
  readonly signature: Signature;
  /**
   * Runs the model on a batch.
   *
   * @throws Error with ONNX Runtime's own text, which is not fit for a stranger
   */
  run(inputs: Tensors): Promise<Tensors>;
};

/** Name and version of the runtime, for receipts. */
export const RUNTIME = `onnxruntime-node ${runtimeVersion()}`;

/**
 * Loads a model from its file or from what stands in it. The thread pool is bounded, because ONNX Runtime sizes it to
 * the host and not to us.
 */
export async function openSession(model: Model, source: string | Uint8Array): Promise<Session> {
  const { runtime } = model.manifest;
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [runtime.provider],
    intraOpNumThreads: runtime.intraOpThreads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // The arena never gives memory back: 852 MB held against 225 MB on a large convolution, at the same speed.
    enableCpuMemArena: false,
    logSeverityLevel: 3,
  };
  const session = await (typeof source === 'string'
    ? ort.InferenceSession.create(source, options)
    : ort.InferenceSession.create(source, options));
  const signature = {
    inputs: session.inputMetadata.map(toSpec),
    outputs: session.outputMetadata.map(toSpec),
  };
  return {
    signature,
    async run(inputs) {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]));
      const outputs = await session.run(feeds);
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor)]));
    },
  };
}

function toSpec(meta: ort.InferenceSession.ValueMetadata): TensorSpec {
  return meta.isTensor
    ? { name: meta.name, datatype: meta.type, shape: [...meta.shape] }
    : { name: meta.name, datatype: 'non-tensor', shape: [] };
}

function toOrt({ datatype, dims, data }: TensorData): ort.Tensor {
  // ONNX Runtime's overloads tie each type to its array; ours are tied by `TensorData`'s makers.
  return new ort.Tensor(datatype as 'float32', data as Float32Array, dims);
}

function fromOrt(tensor: ort.Tensor): TensorData {
  return {
    datatype: tensor.type as TensorDatatype,
    dims: tensor.dims,
    data: tensor.data as TensorData['data'],
  };
}

function runtimeVersion(): string {
  const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
