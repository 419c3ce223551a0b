import type { RemoteClassifierFormat } from './format.ts';
import { nachetTorchSwin } from './nachet-torch-swin.ts';

/** The older Swin classifiers of nachet: the same, with the number of the class before its name, which is left out. */
export const nachetSwin: RemoteClassifierFormat = {
  write: nachetTorchSwin.write,
  readLabels: (answer) =>
    nachetTorchSwin.readLabels(answer).map(({ label, score }) => ({
      label: label.replace(/^\d+\s+/, ''),
      score,
    })),
};
