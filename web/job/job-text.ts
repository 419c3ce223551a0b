import type { Job } from '../../shared/domain/job.ts';
import { formatShare } from '../i18n/format.ts';

/** What a job was asked, as a command to ask it again; the file is the input of this job. */
export function curlOf(job: Job, origin: string, isKeyed: boolean): string {
  const name = job.input.name ?? 'input';
  const key = isKeyed ? ` -H 'Authorization: Bearer pk_…'` : '';
  const params =
    Object.keys(job.params).length > 0 ? ` -F ${quote(`params=${JSON.stringify(job.params)}`)}` : '';
  return [
    `curl -sS --fail-with-body${key} -o ${quote(name)} ${quote(`${origin}${job.links.input}`)}`,
    `curl -sS --fail-with-body${key} -H 'Prefer: wait=10' -F model=${job.model}${params} -F ${quote(`file=@${name}`)} ${quote(`${origin}/v1/jobs`)}`,
  ].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A result as a table for spreadsheets (RFC 4180); undefined for one that is none. */
export function csvOf({ result }: Pick<Job, 'result'>): string | undefined {
  const rows = result && rowsOf(result);
  return rows ? csvOfRows(rows) : undefined;
}

function csvOfRows(rows: readonly (readonly Cell[])[]): string {
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Many jobs as one such table: a row for each label or object, and one for a job without any. */
export function csvOfJobs(jobs: readonly Job[]): string {
  const head = ['job', 'file', 'model', 'status', 'createdAt', 'label', 'score', 'x1', 'y1', 'x2', 'y2'];
  const rows = jobs.flatMap((job): Cell[][] => {
    const about = [job.id, job.input.name ?? '', job.model, job.status, job.createdAt];
    const answers = answersOf(job.result);
    return answers.length > 0 ? answers.map((answer) => [...about, ...answer]) : [about];
  });
  return csvOfRows([head, ...rows.map((row) => head.map((_, i) => row[i] ?? ''))]);
}

/** Label, score and box, as far as there are such. */
function answersOf(result: Job['result']): Cell[][] {
  if (!result) return [];
  if ('objects' in result)
    return result.objects.map((object) => {
      const { label, score } = ('labels' in object ? object.labels[0] : undefined) ?? object;
      return [label, score, ...object.box];
    });
  return 'labels' in result ? result.labels.slice(0, 1).map(({ label, score }) => [label, score]) : [];
}

type Cell = string | number;

function rowsOf(result: NonNullable<Job['result']>): Cell[][] | undefined {
  if ('objects' in result)
    return [
      ['label', 'score', 'x1', 'y1', 'x2', 'y2', 'classified', 'classifiedScore'],
      ...result.objects.map((object) => {
        const best = 'labels' in object ? object.labels[0] : undefined;
        return [object.label, object.score, ...object.box, best?.label ?? '', best?.score ?? ''];
      }),
    ];
  if ('labels' in result)
    return [['label', 'score'], ...result.labels.map(({ label, score }) => [label, score])];
  if ('stages' in result)
    return [
      ['epoch', 'startSeconds', 'stage', 'W', 'N1', 'N2', 'N3', 'REM'],
      ...result.stages.map((stage, epoch) => [
        epoch,
        epoch * result.epochSeconds,
        stage,
        ...(result.probabilities[epoch] ?? []),
      ]),
    ];
  return undefined;
}

function cell(value: Cell): string {
  const text = String(value);
  // A spreadsheet runs what begins like a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The answer in a few words; undefined while there is none. */
export function shortAnswer({ result }: Pick<Job, 'result'>, language: string): string | undefined {
  if (!result) return undefined;
  if ('objects' in result) {
    const counts = new Map<string, number>();
    for (const object of result.objects) {
      const label = ('labels' in object ? object.labels[0]?.label : undefined) ?? object.label;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
    return most.map(([label, count]) => `${count} × ${label}`).join(', ') || '0';
  }
  if ('labels' in result) return result.labels[0]?.label;
  if ('stages' in result) return formatShare(result.report.sleepEfficiency, language, 0);
  return 'outputs' in result ? result.outputs.map(({ name }) => name).join(', ') : undefined;
}
