import { hkdfSync } from 'node:crypto';
import { z } from 'zod';

/*
 * A sealed file: MAGIC, the version in one byte, the length of the header in four (big-endian), the header as JSON, and
 * the chunks, each as its AES-256-GCM ciphertext and tag. All before the first chunk is authenticated with every chunk.
 * Chunks are numbered and the last is marked, so that none can be left out, moved, repeated or cut off. This is the
 * STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár 2015, "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance". Each file has a key of its own, from a salt, so no nonce can meet another.
 */

const MAGIC = Buffer.from('PENSTOCKSEAL', 'latin1');
const VERSION = 1;
export const PREFIX_BYTES = MAGIC.length + 1 + 4;
export const TAG_BYTES = 16;
export const CIPHER = 'aes-256-gcm';
/** A model is sealed and opened by pieces of this size, 1 MiB. */
export const CHUNK_BYTES = 1_048_576;
const MOST_HEADER_BYTES = 4096;

/** What a sealed file says of itself. Anybody can read it; nobody without the key can change it. */
const headerSchema = z.strictObject({
  /** Of the model: a file that is given to another one is refused. */
  name: z.string(),
  sizeBytes: z.int().min(0),
  /** Hex SHA-256 of what was sealed. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  chunkBytes: z.int().min(1024).max(16_777_216),
  /** Hex, 32 bytes. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
});

export type SealedHeader = z.output<typeof headerSchema>;

/** A file is not sealed as it should be, or not with this key; the message is for the operator. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** Everything before the first chunk. */
export function writePreamble(header: SealedHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, Buffer.from([VERSION]), length, json]);
}

/**
 * How long the header is, from the first `PREFIX_BYTES`.
 *
 * @throws SealError when this is no sealed file
 */
export function readPrefix(prefix: Buffer): number {
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC))
    throw new SealError('It is not a sealed file');
  const version = prefix[MAGIC.length];
  if (version !== VERSION) throw new SealError(`It is sealed in version ${version}, which is not known here`);
  const length = prefix.readUInt32BE(MAGIC.length + 1);
  if (length > MOST_HEADER_BYTES) throw new SealError('Its header is too long');
  return length;
}

/** @throws SealError */
export function parseHeader(json: Buffer): SealedHeader {
  try {
    return headerSchema.parse(JSON.parse(json.toString('utf8')));
  } catch (cause) {
    throw new SealError('Its header is damaged', { cause });
  }
}

/** The key of one file. Source: RFC 5869, with SHA-256. */
export function fileKey(key: Buffer, salt: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.from(salt, 'hex'), 'penstock sealed model 1', 32));
}

/** 96 bits: the number of the chunk, and whether it is the last. */
export function nonceOf(chunk: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(chunk, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** An empty file has one chunk as well, without which its end could not be told. */
export function chunkCount({ sizeBytes, chunkBytes }: SealedHeader): number {
  return Math.max(1, Math.ceil(sizeBytes / chunkBytes));
}
