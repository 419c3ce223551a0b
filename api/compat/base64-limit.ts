import type { Config } from '../../shared/config.ts';

/** A few fields beside the picture. */
const OTHER_FIELDS_BYTES = 65_536;

/** Most bytes of a JSON body with one picture as base64, which takes four characters for three bytes. */
export function base64Limit({ MAX_UPLOAD_BYTES }: Pick<Config, 'MAX_UPLOAD_BYTES'>): number {
  return Math.ceil(MAX_UPLOAD_BYTES / 3) * 4 + OTHER_FIELDS_BYTES;
}
