import type { StackableManifest } from '../../../shared/domain/manifest.ts';
import { imageClassification } from './image-classification.ts';
import { objectDetection } from './object-detection.ts';
import type { TaskHandler } from './task.ts';
import { tensors } from './tensors.ts';

/** The handler of every task whose samples are run together. A task without one does not compile. */
export const TASKS = Object.freeze({
  'image-classification': imageClassification,
  'object-detection': objectDetection,
  tensors,
}) satisfies Readonly<Record<StackableManifest['task'], TaskHandler>>;
