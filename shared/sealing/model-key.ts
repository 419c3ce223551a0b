const KEY_BYTES = 32;

/**
 * The key of sealed models from its text: 32 bytes as 64 hex digits, or as base64 or base64url.
 *
 * @returns undefined when the text is neither
 */
export function parseModelKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  const key = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  return key?.length === KEY_BYTES ? key : undefined;
}
