import type { Model } from '../shared/catalog.ts';
import { checkTensors } from '../shared/domain/check-tensors.ts';
import { AppError } from '../shared/domain/errors.ts';
import { isCutShort, nameOtherFormat } from '../shared/domain/image-header.ts';
import type { ImageLimits } from '../shared/domain/image-input.ts';
import type { Params } from '../shared/domain/params.ts';
import type { SleepStagingParams } from '../shared/domain/sleep-params.ts';
import type { NamedTensor, Signature } from '../shared/domain/tensor.ts';
import { checkRecording } from './check-recording.ts';
import type { ReceivedInput } from './upload/receive-input.ts';
import type { Submission } from './upload/submission.ts';

/**
 * Holds an input against what its model takes, as far as its first and last bytes show it, so that what cannot
 * succeed never becomes a job.
 *
 * @param signature of the model; undefined while no worker has loaded it, then the worker is left to judge
 * @returns its media type, by content
 * @throws AppError `unsupported-media-type`, `invalid-image`, `image-too-large`, `invalid-tensors`, and what
 *   `checkRecording` throws
 */
export function checkInput(
  { input, mediaType }: Pick<Submission, 'input' | 'mediaType'>,
  model: Model,
  { params, signature }: { params: Params; signature: Signature | undefined },
): string {
  const { manifest } = model;
  if (manifest.task === 'tensors') return checkTensorInput(input, signature);
  if (mediaType !== null) {
    const takes = model.imageInput ? 'an image' : 'a recording';
    throw new AppError('unsupported-media-type', `Model ${manifest.name} takes ${takes}, not tensors`);
  }
  if (manifest.task === 'sleep-staging') return checkRecording(input, params as SleepStagingParams);
  return checkImage(input, model.imageInput!);
}

function checkImage(input: ReceivedInput, { mediaTypes, maxPixels, maxBytes, minSide }: ImageLimits): string {
  const { image } = input;
  if (!image || !mediaTypes.includes(image.mediaType)) {
    const found = image?.mediaType ?? nameOtherFormat(input.head);
    const takes = mediaTypes.join(', ');
    throw new AppError(
      'unsupported-media-type',
      `The file ${found ? `is ${found}` : 'is not an image'}; this model takes ${takes}`,
    );
  }
  const { mediaType, size } = image;
  if (size && (size.width === 0 || size.height === 0))
    throw new AppError('invalid-image', 'The image has no pixels');
  if (maxBytes !== undefined && input.sizeBytes > maxBytes)
    throw new AppError('content-too-large', `This model takes files of at most ${maxBytes} bytes`);
  if (size && Math.min(size.width, size.height) < minSide)
    throw new AppError(
      'image-too-small',
      `${size.width} × ${size.height} pixels are too few: this model takes at least ${minSide} on each side`,
    );
  if (size && size.width * size.height > maxPixels)
    throw new AppError(
      'image-too-large',
      `${size.width} × ${size.height} pixels are more than the ${maxPixels} that this model takes`,
    );
  if (isCutShort(mediaType, input)) throw new AppError('invalid-image', 'The image is cut short');
  return mediaType;
}

function checkTensorInput(input: ReceivedInput, signature: Signature | undefined): string {
  if (input.head[0] !== '{'.charCodeAt(0))
    throw new AppError('unsupported-media-type', 'This model takes tensors as JSON: { "tensors": [ … ] }');
  // What went to the blob store is checked by the worker rather than read back here.
  if (!input.inline) return 'application/json';
  const parsed = parseTensors(input.inline);
  const errors = signature ? checkTensors(parsed, signature.inputs) : [];
  if (errors.length > 0)
    throw new AppError('invalid-tensors', errors.map((e) => `${e.path}: ${e.message}`).join('; '), {
      errors,
    });
  return 'application/json';
}

function parseTensors(bytes: Uint8Array): NamedTensor[] {
  try {
    const parsed = JSON.parse(Buffer.from(bytes).toString('utf8')) as { tensors?: unknown };
    if (Array.isArray(parsed.tensors)) return parsed.tensors as NamedTensor[];
  } catch {
    // Said below, for both ways of being wrong.
  }
  throw new AppError('invalid-tensors', 'The input is not { "tensors": [ … ] }');
}
