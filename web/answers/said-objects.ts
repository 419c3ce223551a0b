import { saidOf } from '../../shared/domain/said-of.ts';
import type { ObjectDetectionResult, PipelineResult } from '../../shared/domain/task-result.ts';

/** An object with what is said of it in the end: by its last classifier, or by the detector where there is none. */
export type SaidObject = {
  readonly box: readonly [number, number, number, number];
  readonly label: string;
  readonly score: number;
  /** Of the classifier, best first; empty where there is none. */
  readonly labels: readonly { readonly label: string; readonly score: number }[];
  /** Name of its own picture; undefined when none was asked for. */
  readonly artifact: string | undefined;
};

/** The objects of a result, in its order. */
export function saidObjects(result: ObjectDetectionResult | PipelineResult): SaidObject[] {
  return result.objects.map((object) => {
    const labels = 'labels' in object ? object.labels : [];
    const { label, score } = saidOf(object);
    return { box: object.box, label, score, labels, artifact: object.artifact };
  });
}
