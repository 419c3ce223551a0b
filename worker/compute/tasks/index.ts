import type { Task } from '../../../shared/domain/manifest.ts';
import { imageClassification } from './image-classification.ts';
import type { TaskHandler } from './task.ts';
import { tensors } from './tensors.ts';

/** The handler of every task. A task without one does not compile. */
export const TASKS = Object.freeze({
  'image-classification': imageClassification,
  tensors,
}) satisfies Readonly<Record<Task, TaskHandler>>;
