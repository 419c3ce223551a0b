/** The bundled pipeline behind each model of the original; every other name means the large one, as there. */
const PIPELINES: Readonly<Record<string, string>> = { yolo3: 'faces-onestage', mobilenetv2: 'faces-small' };

const LARGE = 'faces-large';

/** Which pipeline is meant by a model of the original. */
export function pipelineOf(model = ''): string {
  return PIPELINES[model] ?? LARGE;
}

/** Whether the pipeline gives one emotion for each face, and not how likely all of them are. */
export function isOneStage(pipeline: string): boolean {
  return pipeline === PIPELINES['yolo3'];
}

/** All of them. */
export const FACE_PIPELINES: readonly string[] = [LARGE, ...Object.values(PIPELINES)];
