import { createCipheriv, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { hashFile } from '../hash-file.ts';
import {
  CHUNK_BYTES,
  CIPHER,
  chunkCount,
  fileKey,
  nonceOf,
  type SealedHeader,
  writePreamble,
} from './sealed-format.ts';

/**
 * Seals a file for a model, piece by piece.
 *
 * @param to must not exist; what was written is left there when this fails
 * @returns what stands in its header
 */
export async function sealFile(
  { from, to, name }: { from: string; to: string; name: string },
  key: Buffer,
): Promise<SealedHeader> {
  const source = await open(from, 'r');
  try {
    const { size: sizeBytes } = await source.stat();
    const sha256 = await hashFile(from);
    const salt = randomBytes(32).toString('hex');
    const header = { name, sizeBytes, sha256, chunkBytes: CHUNK_BYTES, salt };
    const preamble = writePreamble(header);
    const secret = fileKey(key, salt);
    const target = await open(to, 'wx', 0o600);
    try {
      await target.write(preamble);
      const count = chunkCount(header);
      for (let i = 0; i < count; i++) {
        const plain = Buffer.alloc(Math.min(CHUNK_BYTES, sizeBytes - i * CHUNK_BYTES));
        const { bytesRead } = await source.read(plain, 0, plain.length, i * CHUNK_BYTES);
        if (bytesRead < plain.length) throw new Error(`${from} has changed while it was sealed`);
        const cipher = createCipheriv(CIPHER, secret, nonceOf(i, i === count - 1));
        cipher.setAAD(preamble);
        await target.write(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
      }
      await target.sync();
    } finally {
      await target.close();
    }
    return header;
  } finally {
    await source.close();
  }
}
