import { judgeResult } from '../../shared/domain/feedback/judge-result.ts';
import type { VerifiedJob } from '../../shared/feedback/list-verified.ts';

const COLUMNS = [
  'job',
  'model',
  'modelVersion',
  'collection',
  'batch',
  'input',
  'inputSha256',
  'object',
  'action',
  'predicted',
  'score',
  'label',
  'x1',
  'y1',
  'x2',
  'y2',
  'comment',
  'judge',
  'at',
] as const;

type Cell = string | number | null;

/** Verified feedback as CSV (RFC 4180): a line for each thing that was judged. */
export async function* csvOf(jobs: AsyncIterable<VerifiedJob>): AsyncGenerator<string> {
  yield lineOf(COLUMNS);
  for await (const job of jobs) yield linesOf(job);
}

function linesOf(job: VerifiedJob): string {
  const { judgement, by, at } = job.feedback;
  const { parts } = judgeResult(job.result, judgement);
  return parts
    .map(({ object, action, predicted, score, actual, box, comment }) =>
      lineOf([
        job.id,
        job.model,
        job.modelVersion,
        job.collectionId,
        job.batchId,
        harmless(job.inputName),
        job.inputSha256,
        object,
        action,
        predicted,
        score,
        actual,
        ...(box ?? [null, null, null, null]),
        harmless(comment ?? judgement.comment ?? null),
        harmless(by.name),
        at,
      ]),
    )
    .join('');
}

/**
 * What others have written, so that no spreadsheet takes it for a formula. Labels are left as they are: `-1` may be one,
 * and who verifies has written them.
 */
function harmless(text: string | null): string | null {
  return text !== null && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join()}\r\n`;
}

function cellOf(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
