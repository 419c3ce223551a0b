import type { Judgement } from '../../shared/domain/feedback/feedback.ts';
import type { SleepStage } from '../../shared/domain/sleep-stages.ts';

/** The true stages, as somebody has said so far: one per epoch. */
export type StageDraft = readonly SleepStage[];

/** The stages that were found, with what has been said of them. */
export function draftOf(found: StageDraft, judgement: Judgement | undefined): StageDraft {
  const said = new Map(judgement?.epochs?.map(({ epoch, stage }) => [epoch, stage]));
  return found.map((stage, epoch) => said.get(epoch) ?? stage);
}

/** The draft with one stage from an epoch to another, both included. */
export function withStage(
  draft: StageDraft,
  [from, to]: readonly [number, number],
  stage: SleepStage,
): StageDraft {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  return draft.map((one, epoch) => (epoch >= first && epoch <= last ? stage : one));
}

/** The epochs in which a draft differs from what was found. */
export function changedEpochs(found: StageDraft, draft: StageDraft): { epoch: number; stage: SleepStage }[] {
  return draft.flatMap((stage, epoch) => (stage === found[epoch] ? [] : [{ epoch, stage }]));
}

/** What is sent; undefined while nothing has been said. */
export function judgementOf(
  found: StageDraft,
  draft: StageDraft,
  { areOthersRight }: { areOthersRight: boolean },
): Judgement | undefined {
  const epochs = changedEpochs(found, draft);
  if (epochs.length === 0 && !areOthersRight) return undefined;
  return { ...(areOthersRight && { correct: true }), ...(epochs.length > 0 && { epochs }) };
}
