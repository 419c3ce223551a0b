import { createDecipheriv, createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  CIPHER,
  chunkCount,
  fileKey,
  nonceOf,
  PREFIX_BYTES,
  parseHeader,
  readPrefix,
  SealError,
  type SealedHeader,
  TAG_BYTES,
} from './sealed-format.ts';

/** Whether a file of a model is sealed: its name says so. */
export function isSealedName(file: string): boolean {
  return file.endsWith('.sealed');
}

/**
 * Opens a sealed file in memory; nothing of it is written anywhere.
 *
 * @param name of the model that it must have been sealed for
 * @throws SealError
 */
export async function unsealFile(
  path: string,
  { name, key }: { name: string; key: Buffer },
): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { header, preamble } = await readPreamble(file);
    if (header.name !== name) throw new SealError(`It was sealed for the model "${header.name}"`);
    const { size } = await file.stat();
    const count = chunkCount(header);
    // Before a byte of it is allocated: the header is not proven yet.
    if (size !== preamble.length + header.sizeBytes + count * TAG_BYTES)
      throw new SealError('It has another size than its header says');
    const plain = Buffer.alloc(header.sizeBytes);
    const secret = fileKey(key, header.salt);
    let at = preamble.length;
    for (let i = 0; i < count; i++) {
      const start = i * header.chunkBytes;
      const length = Math.min(header.chunkBytes, header.sizeBytes - start);
      const sealed = await readAt(file, at, length + TAG_BYTES);
      openChunk(sealed, { secret, nonce: nonceOf(i, i === count - 1), preamble }).copy(plain, start);
      at += sealed.length;
    }
    if (createHash('sha256').update(plain).digest('hex') !== header.sha256)
      throw new SealError('What is in it has another SHA-256 than its header says');
    return plain;
  } finally {
    await file.close();
  }
}

/**
 * What a sealed file says of itself, without the key and so without a proof.
 *
 * @throws SealError
 */
export async function readSealedHeader(path: string): Promise<SealedHeader> {
  const file = await open(path, 'r');
  try {
    return (await readPreamble(file)).header;
  } finally {
    await file.close();
  }
}

async function readPreamble(file: FileHandle): Promise<{ header: SealedHeader; preamble: Buffer }> {
  const length = readPrefix(await readAt(file, 0, PREFIX_BYTES));
  const preamble = await readAt(file, 0, PREFIX_BYTES + length);
  return { header: parseHeader(preamble.subarray(PREFIX_BYTES)), preamble };
}

function openChunk(
  sealed: Buffer,
  { secret, nonce, preamble }: { secret: Buffer; nonce: Buffer; preamble: Buffer },
): Buffer {
  const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(preamble);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new SealError('It was sealed with another key, or was changed since', { cause });
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
