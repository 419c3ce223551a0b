import { buffer } from 'node:stream/consumers';
import { judgeResult } from '../../shared/domain/feedback/judge-result.ts';
import { sniffImage } from '../../shared/domain/image-header.ts';
import type { VerifiedJob } from '../../shared/feedback/list-verified.ts';
import { type Inputs, streamInput } from '../stored-input.ts';
import { fileNameOf } from './file-name.ts';

/** Enough to reach the size in the header of nearly every JPEG. */
const HEAD_BYTES = 65_536;

type Picture = { readonly number: number; readonly height: number; readonly width: number };

/**
 * Verified feedback as one document of COCO's object detection format (https://cocodataset.org/#format-data): images,
 * annotations, categories. A picture in which there is nothing has no annotation; one that is a label as a whole has one
 * that covers it. Pictures whose size is not known any more, and what is no picture, are left out.
 *
 * @param list gives the same jobs twice: for the pictures, then for what is in them
 */
export async function* cocoOf(
  list: () => AsyncIterable<VerifiedJob>,
  inputs: Inputs,
): AsyncGenerator<string> {
  const pictures = new Map<string, Picture>();
  yield `{"info":${JSON.stringify({ description: 'Verified by feedback', version: '1.0' })},"licenses":[],"images":[`;
  for await (const job of list()) {
    const size = await sizeOf(job, inputs);
    if (!size) continue;
    const picture = { number: pictures.size + 1, ...size };
    yield `${separator(pictures.size)}${JSON.stringify(imageOf(job, picture))}`;
    pictures.set(job.id, picture);
  }

  yield '],"annotations":[';
  const categories = new Map<string, number>();
  let count = 0;
  for await (const job of list()) {
    const picture = pictures.get(job.id);
    // Verified since the first pass: it comes with the next export.
    if (!picture) continue;
    for (const { actual, box } of judgeResult(job.result, job.feedback.judgement).parts) {
      if (actual === null) continue;
      const category = categories.get(actual) ?? categories.size + 1;
      categories.set(actual, category);
      const [x1, y1, x2, y2] = box ?? [0, 0, picture.width, picture.height];
      yield `${separator(count++)}${JSON.stringify({
        id: count,
        image_id: picture.number,
        category_id: category,
        bbox: [x1, y1, x2 - x1, y2 - y1],
        area: (x2 - x1) * (y2 - y1),
        segmentation: [],
        iscrowd: 0,
      })}`;
    }
  }
  const named = [...categories].map(([name, id]) => ({ id, name, supercategory: 'object' }));
  yield `],"categories":${JSON.stringify(named)}}\n`;
}

function imageOf(job: VerifiedJob, { number, height, width }: Picture) {
  return {
    id: number,
    width,
    height,
    file_name: fileNameOf(job),
    license: 0,
    coco_url: `/v1/jobs/${job.id}/input`,
    date_captured: '',
  };
}

/** Of the upright picture where a detector has seen it, else as its header says; undefined when nothing does. */
async function sizeOf(
  job: VerifiedJob,
  inputs: Inputs,
): Promise<{ height: number; width: number } | undefined> {
  const { result } = job;
  if ('objects' in result) return { height: result.height, width: result.width };
  if (!('labels' in result)) return undefined;
  const end = Math.min(HEAD_BYTES, Number(job.inputSizeBytes)) - 1;
  const head = await streamInput(inputs, job, { start: 0, end });
  return (head && sniffImage(await buffer(head))?.size) ?? undefined;
}

function separator(before: number): string {
  return before === 0 ? '' : ',';
}
