import type { Judgement, ObjectJudgement } from '../../shared/domain/feedback/feedback.ts';
import { type Box, roundBox } from '../boxes/geometry.ts';

/** An object as a person would have it: one of the result's, or one that was missed. */
export type DraftObject = {
  readonly key: string;
  /** Its place in the result; undefined when it was added. */
  readonly object: number | undefined;
  readonly box: Box;
  readonly label: string;
  readonly isRemoved: boolean;
};

type Found = { readonly box: Box; readonly label: string };

/**
 * A draft of corrections: what was said before, or the result as it is.
 *
 * @param found the objects of the result, each with the label that is said of it
 */
export function draftOf(found: readonly Found[], said: Judgement | undefined): DraftObject[] {
  const draft = found.map(
    ({ box, label }, object): DraftObject => ({ key: `o${object}`, object, box, label, isRemoved: false }),
  );
  const added: DraftObject[] = [];
  for (const one of said?.objects ?? []) {
    if (one.action === 'add') {
      added.push(addedObject(added.length, one.box, one.label));
      continue;
    }
    const before = draft[one.object];
    if (!before) continue;
    draft[one.object] = {
      ...before,
      box: 'box' in one ? one.box : before.box,
      label: ('label' in one ? one.label : undefined) ?? before.label,
      isRemoved: one.action === 'delete',
    };
  }
  return [...draft, ...added];
}

/** An object that the result lacks. */
export function addedObject(count: number, box: Box, label: string): DraftObject {
  return { key: `a${count}-${box.join()}`, object: undefined, box, label, isRemoved: false };
}

/** What is to be sent: every object of the result is judged, so that the job is verified. */
export function judgementOf(found: readonly Found[], draft: readonly DraftObject[]): Judgement {
  const objects = draft.flatMap((one): ObjectJudgement[] => {
    if (one.object === undefined)
      return one.isRemoved ? [] : [{ action: 'add', box: roundBox(one.box), label: one.label }];
    const { object } = one;
    const before = found[object]!;
    if (one.isRemoved) return [{ action: 'delete', object }];
    const isMoved = one.box.some((value, i) => value !== before.box[i]);
    const isRelabelled = one.label !== before.label;
    if (isMoved)
      return [{ action: 'move', object, box: roundBox(one.box), ...(isRelabelled && { label: one.label }) }];
    return [isRelabelled ? { action: 'relabel', object, label: one.label } : { action: 'confirm', object }];
  });
  return objects.length === 0 || objects.every(({ action }) => action === 'confirm')
    ? { correct: true }
    : { objects };
}
