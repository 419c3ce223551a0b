import type { Model } from '../../shared/domain/model.ts';

/** What a model is given: a picture that may be drawn, any picture, a recording, or tensors. */
export type InputKind = 'drawing' | 'picture' | 'recording' | 'tensors';

/** The kind of a model's input, from its task and manifest. */
export function inputKind({ task, manifest }: Pick<Model, 'task' | 'manifest'>): InputKind {
  if (task === 'tensors') return 'tensors';
  if (task === 'sleep-staging') return 'recording';
  const input = manifest['input'] as { resize?: string } | undefined;
  return input?.resize === 'glyph' ? 'drawing' : 'picture';
}

/** What the chooser of files offers first; the api decides by content. */
export const ACCEPTED_FILES = {
  drawing: 'image/*',
  picture: 'image/*',
  recording: '.edf,.bdf,.txt,.csv,.gz,.zip,text/plain,application/octet-stream',
  tensors: 'application/json,.json',
} as const satisfies Record<InputKind, string>;
