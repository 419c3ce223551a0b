import type { Model } from '../../shared/catalog.ts';
import type { HttpClassifier, HttpDetector } from '../../shared/domain/http-step.ts';
import type {
  OnnxManifest,
  PipelineManifest,
  SleepStagingManifest,
  StackableManifest,
} from '../../shared/domain/manifest.ts';
import type { Endpoint } from './remote/endpoint.ts';
import type { Session } from './sessions.ts';

/** A model that is in memory and fits its manifest. */
export type LoadedModel<M extends OnnxManifest = OnnxManifest> = {
  readonly model: Model<M>;
  readonly session: Session;
};

export type LoadedStackable = LoadedModel<StackableManifest>;
export type LoadedStager = LoadedModel<SleepStagingManifest>;

/** A pipeline whose members are in memory, or elsewhere. */
export type LoadedPipeline = {
  readonly model: Model<PipelineManifest>;
  readonly detector: LoadedModel | Endpoint<HttpDetector>;
  /** In the order of its steps. */
  readonly classifiers: readonly (LoadedModel | Endpoint<HttpClassifier>)[];
};
