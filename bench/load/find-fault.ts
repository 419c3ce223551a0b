import type { Job } from '../../shared/domain/job.ts';

/** What a job must be like. */
export type Expected = {
  readonly inputSha256: string;
  /** `name` or `name@version`. */
  readonly model: string;
  /** Undefined: any. */
  readonly label: string | undefined;
};

/** What is wrong with a job, in words; undefined when nothing is. The result counts once the job has succeeded. */
export function findFault(job: Job, { inputSha256, model, label }: Expected): string | undefined {
  const sent = inputSha256.slice(0, 12);
  if (job.input?.sha256 !== inputSha256) return `its input is ${short(job.input?.sha256)}, sent was ${sent}`;
  const ran = model.includes('@') ? `${job.model}@${job.modelVersion}` : job.model;
  if (ran !== model) return `its model is ${ran}, asked for was ${model}`;
  if (job.receipt && job.receipt.inputSha256 !== inputSha256)
    return `its receipt is for ${short(job.receipt.inputSha256)}, sent was ${sent}`;
  if (job.status !== 'succeeded') return undefined;
  if (!job.result || typeof job.result !== 'object') return 'it has succeeded without a result';
  if (!job.receipt) return 'it has succeeded without a receipt';
  if (label === undefined) return undefined;
  const top = 'labels' in job.result ? job.result.labels[0]?.label : undefined;
  return top === label ? undefined : `its label is ${top ?? 'none'}, expected was ${label}`;
}

function short(sha256: string | undefined): string {
  return sha256?.slice(0, 12) ?? 'none';
}
