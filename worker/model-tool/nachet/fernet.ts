import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/*
 * Fernet: version, time, IV, AES-128-CBC ciphertext and HMAC-SHA256 over all before it.
 * Source: https://github.com/fernet/spec/blob/master/Spec.md
 */
const VERSION = 0x80;
const HEAD_BYTES = 1 + 8 + 16;
const MAC_BYTES = 32;

/** A key: the first half signs, the second encrypts. */
export type FernetKey = { readonly signing: Buffer; readonly encryption: Buffer };

/** @returns undefined when the text is not 32 bytes in base64url */
export function parseFernetKey(text: string): FernetKey | undefined {
  const bytes = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  return bytes?.length === 32
    ? { signing: bytes.subarray(0, 16), encryption: bytes.subarray(16) }
    : undefined;
}

/** Whether a text can only be a token: its first bytes are the version and a time of this century. */
export function isFernetToken(text: string): boolean {
  return /^gAAAAA[\w-]{90,}={0,2}$/.test(text);
}

/**
 * What is in a token, after its signature was found to be right. How old it is does not matter.
 *
 * @throws Error which says nothing of the token
 */
export function decryptFernet(token: string, { signing, encryption }: FernetKey): string {
  const bytes = Buffer.from(token, 'base64url');
  const end = bytes.length - MAC_BYTES;
  if (end < HEAD_BYTES || bytes[0] !== VERSION) throw new Error('It is no Fernet token');
  const mac = createHmac('sha256', signing).update(bytes.subarray(0, end)).digest();
  if (!timingSafeEqual(mac, bytes.subarray(end)))
    throw new Error('It was encrypted with another key, or was changed since');
  const decipher = createDecipheriv('aes-128-cbc', encryption, bytes.subarray(9, HEAD_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, end)), decipher.final()]).toString('utf8');
}
