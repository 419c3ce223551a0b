import type { VerifiedJob } from '../../shared/feedback/list-verified.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/json': 'json',
};

/** What the input of a job is called in an export: the same in every format, and never what a client has called it. */
export function fileNameOf({ id, inputMediaType }: Pick<VerifiedJob, 'id' | 'inputMediaType'>): string {
  return `${id}.${EXTENSIONS[inputMediaType] ?? 'bin'}`;
}

/** What Windows takes for a device, with whatever ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MOST_CHARACTERS = 100;

/** A folder for a label, on any system: free text is no path. */
export function folderOf(label: string): string {
  const name = label
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_')
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '');
  return DEVICES.test(name) ? `_${name}` : name || '_';
}
