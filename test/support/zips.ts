import { buffer } from 'node:stream/consumers';
import { type Options, ZipFile } from 'yazl';

/** One file of an archive. */
export type Packed = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options?: Partial<Options>;
};

/** A ZIP archive of these files, in this order; `name/` is a folder. */
export async function zipOf(files: readonly Packed[], { forceZip64Format = false } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes, options = {} } of files)
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(bytes), name, { compress: false, forceZip64Format, ...options });
  zip.end({ forceZip64Format, comment: '' });
  return await buffer(zip.outputStream);
}

/** Gives a file another name of the same length, that no packer would write. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('A name of another length would move what follows');
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

/** Changes fields of the last file's record in the directory (APPNOTE.TXT 4.3.12), by their offset there. */
export function withDirectory(zip: Buffer, change: (record: Buffer) => void): Buffer {
  const changed = Buffer.from(zip);
  change(changed.subarray(changed.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))));
  return changed;
}

/** Offsets in a record of the directory. */
export const RECORD = { flags: 8, method: 10, crc32: 16, packedBytes: 20, bytes: 24, headerAt: 42 } as const;
