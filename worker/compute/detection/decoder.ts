import type { DetectionOutput, OutputOf } from '../../../shared/domain/detection-output.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import type { Tensors } from '../tensors/tensor-data.ts';
import type { Candidate, InputSize } from './candidate.ts';

/** How the outputs of one family of detectors are read. */
export type Decoder<D extends DetectionOutput['decoder']> = {
  /** The ONNX outputs that it reads. */
  tensors(output: OutputOf<D>): readonly string[];
  /**
   * Holds the ONNX file against the manifest.
   *
   * @param labels how many there are
   * @returns what does not fit; undefined when all does, or only running can tell
   */
  check(output: OutputOf<D>, signature: Signature, labels: number, input: InputSize): string | undefined;
  /** What the model may have found in one sample, with at least `minScore`. */
  decode(outputs: Tensors, output: OutputOf<D>, input: InputSize & { minScore: number }): Candidate[];
};

/** The dims of an output; undefined when there is none of this name. */
function dimsOf(signature: Signature, name: string): readonly (number | string)[] | undefined {
  return signature.outputs.find((output) => output.name === name)?.shape;
}

/** What is wrong with a dim that must be this number; undefined when it is, or is only known when running. */
export function wrongDim(
  signature: Signature,
  name: string,
  { at, wanted, what }: { at: number; wanted: number; what: string },
): string | undefined {
  const dim = dimsOf(signature, name)?.at(at);
  return dim === undefined || typeof dim === 'string' || dim < 0 || dim === wanted
    ? undefined
    : `Output "${name}" has ${dim} ${what}, the manifest makes ${wanted}`;
}

/** The numbers of a float output. */
export function numbersOf(outputs: Tensors, name: string): { data: Float32Array; dims: readonly number[] } {
  const { data, dims } = outputs[name]!;
  return { data: data as Float32Array, dims };
}
