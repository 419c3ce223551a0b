import { cifar10Test } from './datasets/cifar10.ts';
import { emotionSheets } from './datasets/emotion-sheets.ts';
import { facePhotos } from './datasets/face-photos.ts';
import { ferplusTest } from './datasets/ferplus.ts';
import { heldOutSeeds } from './datasets/held-out-seeds.ts';
import { mnistTest } from './datasets/mnist.ts';
import { seedScenes } from './datasets/seed-scenes.ts';
import { tablePhotos } from './datasets/table-photos.ts';
import { type Evaluation, evaluationOf } from './evaluation.ts';
import { detectionAt } from './metrics/detection.ts';
import { topOne } from './metrics/top-one.ts';
import { sleepEvaluation } from './sleep-evaluation.ts';

const f1 = detectionAt({ iou: 0.5, value: 'F1' });
/** Where a face ends within a picture of FER+ is an estimate, so that half would ask too much. */
const recall = detectionAt({ iou: 0.3, value: 'recall' });

/** Faces of FER+ are cut off at chin and forehead, so they are found with less certainty than those of photos. */
const CLOSE_UP = { minScore: 0.3 };

/** How each model is measured, by its name. The figure of its manifest is the one that comes out. */
export const EVALUATIONS: Readonly<Record<string, Evaluation>> = Object.freeze({
  digits: evaluationOf(mnistTest, topOne),
  objects: evaluationOf(cifar10Test, topOne),
  'emotion-large': evaluationOf(ferplusTest, topOne),
  'emotion-small': evaluationOf(ferplusTest, topOne),
  sleep: sleepEvaluation,
  'face-detector': evaluationOf(facePhotos, f1),
  'emotion-onestage': evaluationOf(emotionSheets, recall),
  'faces-large': evaluationOf(emotionSheets, recall, CLOSE_UP),
  'faces-small': evaluationOf(emotionSheets, recall, CLOSE_UP),
  'faces-onestage': evaluationOf(emotionSheets, recall),
  'seed-detector': evaluationOf(tablePhotos, f1),
  seeds: evaluationOf(heldOutSeeds, topOne),
  'seed-scan': evaluationOf(seedScenes, f1),
});
