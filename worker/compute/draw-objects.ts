import type { DrawingParams } from '../../shared/domain/params.ts';
import type { Artifact, ObjectDetectionResult } from '../../shared/domain/task-result.ts';
import type { SampleInput } from './protocol.ts';
import type { SampleIo } from './sample-io.ts';
import { annotationOf } from './tensors/annotation.ts';
import { cropPixels } from './tensors/crop-pixels.ts';
import { encodeJpeg } from './tensors/image.ts';
import type { RawPixels } from './tensors/raw-pixels.ts';

/** A result with objects, whatever else it says of each. */
type WithObjects = Pick<ObjectDetectionResult, 'width' | 'height' | 'objects'>;

/**
 * Stores the pictures that were asked for: the whole with the objects drawn over it, and each object by itself. The
 * names of the latter are noted in the result.
 *
 * @param options `picture`: upright RGB of the size that the result is about
 */
export async function drawObjects<R extends WithObjects>(
  result: R,
  {
    sample,
    params,
    picture,
    io,
  }: { sample: SampleInput; params: DrawingParams; picture: RawPixels; io: SampleIo },
): Promise<{ result: R; artifacts: Artifact[] }> {
  const artifacts: Artifact[] = [];
  const store = async (name: string, bytes: Uint8Array) => {
    await io.writeArtifact(sample, name, bytes);
    artifacts.push({ name, mediaType: 'image/jpeg', sizeBytes: bytes.length });
    return name;
  };
  if (params.annotate) await store('annotated.jpg', await encodeJpeg(picture, annotationOf(result)));
  if (!params.crops) return { result, artifacts };
  const objects: R['objects'] = [];
  for (const [i, object] of result.objects.entries()) {
    const crop = cropPixels(picture, object.box);
    // A box without area has no picture.
    objects.push(
      crop ? { ...object, artifact: await store(`object-${i}.jpg`, await encodeJpeg(crop)) } : object,
    );
  }
  return { result: { ...result, objects }, artifacts };
}
