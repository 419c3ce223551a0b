import { isIP } from 'node:net';
import { type HttpStep, isHeaderValue } from '../../../shared/domain/http-step.ts';
import { manifestSchema } from '../../../shared/domain/manifest.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';
import { type NachetStep, stepOf } from './known-models.ts';
import type { NachetFile, NachetModel, NachetPipeline } from './read-pipeline-file.ts';

type Options = {
  /** What a value of the file says in clear. */
  readonly reveal: (value: string, field: string) => string;
  /** Networks for all steps; found from each endpoint when undefined. */
  readonly allow: readonly string[] | undefined;
};

/** What an import makes: manifests without secrets, and the secrets by the variables that the manifests name. */
export type Imported = {
  readonly manifests: readonly (Record<string, unknown> & { readonly name: string })[];
  readonly variables: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
};

/** Long enough for a plate of seeds, each of which is one call. */
const BATCH_TIMEOUT_MS = 600_000;
const CALL_TIMEOUT_MS = 30_000;
const CONCURRENCY = 4;

/**
 * Pipelines of nachet as manifests. The models of a pipeline run in the order of its own list.
 *
 * @throws UsageError that names what cannot be taken over
 */
export function toManifests({ pipelines, models }: NachetFile, options: Options): Imported {
  const variables: Record<string, string> = {};
  const notes = new Set<string>();
  const manifests = pipelines.map((pipeline) => {
    const members = pipeline.models.map((name) => models.find(({ model_name }) => model_name === name)!);
    const steps = members.map((model) => toStep(model, options, variables, notes));
    const [first, ...rest] = steps;
    if (first?.does !== 'detect' || rest.some(({ does }) => does !== 'classify'))
      throw new UsageError(
        `Pipeline "${pipeline.pipeline_name}": its first model must find objects, all others must classify them`,
      );
    return withName(pipeline, {
      detect: { http: first.http },
      classify: rest.map(({ http, labels }) => ({ http, ...(labels && { labels }) })),
    });
  });
  const twice = manifests.find(({ name }, i) => manifests.findIndex((m) => m.name === name) !== i);
  if (twice) throw new UsageError(`Two pipelines would be called "${twice.name}"`);
  for (const manifest of manifests) check(manifest);
  return { manifests, variables, notes: [...notes] };
}

function toStep(
  model: NachetModel,
  { reveal, allow }: Options,
  variables: Record<string, string>,
  notes: Set<string>,
): { does: NachetStep['does']; http: object; labels?: readonly string[] | undefined } {
  const { model_name: name, deployment_platform, content_type } = model;
  const step = stepOf(model);
  if (!step)
    throw new UsageError(
      `Model "${name}" is not known, and its task is neither detection nor classification`,
    );
  if (!step.known) notes.add(`${name} is not known: it is spoken to in the form ${step.format}`);
  if (content_type && content_type !== 'application/json')
    notes.add(`${name}: what is sent is called application/json, not ${content_type}`);
  const url = reveal(model.endpoint, `endpoint of ${name}`);
  const headers: HttpStep['headers'] = {};
  const key = reveal(model.api_key, `api_key of ${name}`);
  if (key) {
    if (!isHeaderValue(key)) throw new UsageError(`api_key of ${name}: it cannot be sent in a header`);
    const env = `NACHET_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`;
    if (variables[env] !== undefined && variables[env] !== key)
      throw new UsageError(`Two models would keep their key in ${env}`);
    variables[env] = key;
    headers['Authorization'] = { env, prefix: 'Bearer ' };
  } else notes.add(`${name} has no api_key: it is asked without`);
  if (deployment_platform) headers[deployment_platform] = name;
  return {
    does: step.does,
    http: {
      url,
      name: name.replace(/[^\w. -]/g, '-').slice(0, 64),
      format: step.format,
      timeoutMs: CALL_TIMEOUT_MS,
      concurrency: CONCURRENCY,
      headers,
      allow: allow ?? networksOf(url, name),
    },
    labels: 'labels' in step ? step.labels : undefined,
  };
}

/** This machine and addresses that are written out are meant; where another name leads inside, only a person can say. */
function networksOf(url: string, model: string): string[] {
  const { protocol, hostname } = parseUrl(url, model);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost') return ['127.0.0.1', '::1'];
  if (isIP(host)) return [host];
  if (protocol === 'http:')
    throw new UsageError(
      `endpoint of ${model}: it is http, which is for networks of your own; name that network with --allow`,
    );
  return [];
}

function parseUrl(url: string, model: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new UsageError(`endpoint of ${model}: it is not a URL`);
  }
}

function withName(pipeline: NachetPipeline, steps: object) {
  const { pipeline_name, version, accuracy, dataset_description } = pipeline;
  const name = pipeline_name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  const value = accuracy === '' ? Number.NaN : Number(accuracy);
  return {
    name,
    version: version.replace(/[^\w.-]/g, '-').slice(0, 64) || '1',
    task: 'pipeline',
    description: describe(pipeline),
    ...(pipeline.default === true && { default: true }),
    ...(value >= 0 &&
      value <= 1 &&
      dataset_description && {
        accuracy: { value, metric: 'accuracy', dataset: dataset_description },
      }),
    batch: { maxSize: CONCURRENCY },
    runtime: { timeoutMs: BATCH_TIMEOUT_MS },
    steps,
  };
}

function describe({ description, created_by, creation_date, job_name }: NachetPipeline): string {
  const made = [
    created_by && `by ${created_by}`,
    creation_date && `on ${creation_date}`,
    job_name && `in the job ${job_name}`,
  ].filter(Boolean);
  return [description, made.length > 0 ? `Made ${made.join(' ')}.` : ''].filter(Boolean).join(' ');
}

function check(manifest: { name: string }): void {
  const parsed = manifestSchema.safeParse(manifest);
  if (parsed.success) return;
  // Of a value that does not fit, the path alone is told: it may be what was encrypted.
  const paths = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new UsageError(`Pipeline "${manifest.name}" makes no manifest: ${paths.join(', ')}`);
}
