import type { ClassifierFormat, DetectorFormat } from '../../../shared/domain/http-step.ts';
import type { RemoteClassifierFormat, RemoteDetectorFormat } from './format.ts';
import { nachetSeedDetector } from './nachet-seed-detector.ts';
import { nachetSwin } from './nachet-swin.ts';
import { nachetTorchSwin } from './nachet-torch-swin.ts';
import { picture } from './picture.ts';

/** Every form in which a detector elsewhere is spoken to. One without a row does not compile. */
export const DETECTORS = Object.freeze({
  picture,
  'nachet-seed-detector': nachetSeedDetector,
}) satisfies Readonly<Record<DetectorFormat, RemoteDetectorFormat>>;

/** The same for classifiers. */
export const CLASSIFIERS = Object.freeze({
  picture,
  'nachet-swin': nachetSwin,
  'nachet-torch-swin': nachetTorchSwin,
}) satisfies Readonly<Record<ClassifierFormat, RemoteClassifierFormat>>;
