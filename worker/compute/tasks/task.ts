import type { Model } from '../../../shared/catalog.ts';
import type { Params } from '../../../shared/domain/params.ts';
import type { TaskResult } from '../../../shared/domain/task-result.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import type { Frame } from '../tensors/frame.ts';
import type { Tensors } from '../tensors/tensor-data.ts';

/** An input as its model takes it. */
export type DecodedInput = {
  readonly tensors: Tensors;
  /** Where a picture lies in its tensor; null where nothing is found in it by place. */
  readonly frame: Frame | null;
};

/**
 * How one kind of task turns input bytes into tensors and tensors into a result. Plain functions without state;
 * the model's manifest says everything else.
 */
export type TaskHandler = {
  /**
   * Holds the ONNX file against the manifest.
   *
   * @returns what does not fit, for the person who added the model; undefined when all does
   */
  check(model: Model, signature: Signature): string | undefined;
  /**
   * Input bytes → the model's inputs, each with a leading dim of 1 (or the sample's own rows).
   *
   * @throws AppError fit for whoever sent the input
   */
  decode(bytes: Uint8Array, model: Model, signature: Signature): Promise<DecodedInput>;
  /** The outputs of this sample alone → its result. */
  postprocess(outputs: Tensors, params: Params, model: Model, frame: Frame | null): TaskResult;
};
