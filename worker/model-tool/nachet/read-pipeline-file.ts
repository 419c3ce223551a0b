import { parse } from 'yaml';
import { z } from 'zod';
import { fieldErrors } from '../../../shared/domain/field-errors.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';

/** YAML makes numbers of versions and dates of dates; here they are texts. What was left empty is ''. */
const text = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .optional()
  .transform((value) => (value === null || value === undefined ? '' : String(value).trim()));
const required = text.pipe(z.string().min(1, 'is missing'));

const described = {
  created_by: text,
  creation_date: text,
  version: text,
  description: text,
  job_name: text,
  dataset_description: text,
  accuracy: text,
};

const pipelineSchema = z.object({
  ...described,
  pipeline_name: required,
  models: z.array(required).min(1, 'is empty'),
  default: z.union([z.boolean(), z.null()]).optional(),
});

/** The template calls it `tasks`, the programs that read it `task`. */
const modelSchema = z.object({
  ...described,
  model_name: required,
  task: text,
  tasks: text,
  endpoint: required,
  api_key: text,
  content_type: text,
  deployment_platform: text,
  endpoint_name: text,
});

const fileSchema = z.object({
  version: text,
  date: text,
  pipelines: z.array(pipelineSchema).min(1, 'is empty'),
  models: z.array(modelSchema).min(1, 'is empty'),
});

export type NachetPipeline = z.output<typeof pipelineSchema>;
export type NachetModel = z.output<typeof modelSchema>;
export type NachetFile = z.output<typeof fileSchema>;

/**
 * Reads nachet's file of pipelines, YAML or JSON, which is YAML as well.
 *
 * @throws UsageError that names every field which is wrong, and never its value
 */
export function readPipelineFile(content: string): NachetFile {
  let tree: unknown;
  try {
    tree = parse(content, { prettyErrors: false });
  } catch {
    // Its own text would show the line, and there may be a key in it.
    throw new UsageError('The file is neither YAML nor JSON');
  }
  const parsed = fileSchema.safeParse(tree);
  if (!parsed.success) {
    const lines = fieldErrors(parsed.error).map((e) => `${e.path || '(root)'}: ${e.message}`);
    throw new UsageError(`This is no file of pipelines: ${lines.join('; ')}`);
  }
  checkReferences(parsed.data);
  return parsed.data;
}

function checkReferences({ pipelines, models }: NachetFile): void {
  if (!pipelines.some((pipeline) => pipeline.default === true))
    throw new UsageError(
      'no pipeline was set as default, please set one by setting the default value as True',
    );
  const known = models.map(({ model_name }) => model_name);
  const twice = known.find((name, i) => known.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`There are two models "${twice}"`);
  for (const { pipeline_name, models: wanted } of pipelines)
    for (const name of wanted)
      if (!known.includes(name))
        throw new UsageError(
          `Pipeline "${pipeline_name}" has a model "${name}" that is not among the models`,
        );
}
