import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { AppError } from '../../shared/domain/errors.ts';
import type { BatchFile, BatchSource } from './batch-source.ts';

/** What an archive may hold. */
export type ArchiveLimits = { readonly mostFiles: number; readonly mostBytes: number };

/** A file that unpacks to more than so many times its packed size is no file that anybody has packed to send it … */
const MOST_RATIO = 500;
/** … unless it is small all the same. */
const HARMLESS_BYTES = 1_048_576;
/** A name in an archive may have 64 KiB, and the parser reads each of them. */
const MOST_NAME_BYTES = 4096;

/** Whether a file begins as a ZIP archive does; an empty one has its end alone (APPNOTE.TXT 4.3.7, 4.3.16). */
export function isArchive(head: Uint8Array): boolean {
  return ['PK\x03\x04', 'PK\x05\x06'].includes(Buffer.from(head.subarray(0, 4)).toString('latin1'));
}

/**
 * The files of a ZIP archive. Goes through its directory once for what they are, and once more for their bytes, so that
 * no list of them is kept. Folders, hidden files and what macOS adds are left out.
 *
 * @param fd of the whole archive
 * @throws AppError `malformed-archive`, `too-many-files`, `content-too-large`
 */
export async function archiveSource(fd: number, limits: ArchiveLimits): Promise<BatchSource> {
  let count = 0;
  let totalBytes = 0;
  for await (const { entry } of entriesOf(fd)) {
    count++;
    totalBytes += entry.uncompressedSize;
    if (count > limits.mostFiles)
      throw new AppError('too-many-files', `A batch may have at most ${limits.mostFiles} files`);
    if (totalBytes > limits.mostBytes)
      throw new AppError('content-too-large', `A batch may have at most ${limits.mostBytes} bytes, unpacked`);
  }
  return {
    count,
    totalBytes,
    async *files() {
      let position = 0;
      for await (const { zip, entry, name } of entriesOf(fd)) yield fileOf(zip, entry, position++, name);
    },
  };
}

type Named = { readonly zip: ZipFile; readonly entry: Entry; readonly name: string };

/** @throws AppError `malformed-archive` */
async function* entriesOf(fd: number): AsyncGenerator<Named> {
  try {
    // Names are labels here: what they would mean as paths must not fail the whole archive.
    const zip = await fromFdPromise(fd, { autoClose: false, decodeStrings: false, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      if (fileNameRaw.length > MOST_NAME_BYTES) throw new Error('A name is too long');
      const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
      if (!isLeftOut(name)) yield { zip, entry, name };
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('malformed-archive', 'The archive is damaged, or made in a way that is not known', {
      cause,
    });
  }
}

/** Folders, files whose name begins with a dot, and what lies in a folder that is hidden so. */
function isLeftOut(name: string): boolean {
  const parts = name.split('/');
  return name.endsWith('/') || parts[0] === '__MACOSX' || parts.some((part) => /^\.[^.]/.test(part));
}

function fileOf(zip: ZipFile, entry: Entry, position: number, name: string): BatchFile {
  return {
    position,
    name,
    async *open() {
      refuseEntry(entry);
      let checksum = 0;
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          checksum = crc32(chunk as Uint8Array, checksum);
          yield chunk as Uint8Array;
        }
      } catch (cause) {
        throw new AppError('malformed-archive', 'The file is damaged in the archive', { cause });
      }
      if (checksum !== entry.crc32)
        throw new AppError(
          'malformed-archive',
          'The file is damaged in the archive: its checksum is another',
        );
    },
  };
}

/** @throws AppError for what is no plain file */
function refuseEntry(entry: Entry): void {
  if (entry.isEncrypted())
    throw new AppError('unsupported-media-type', 'The file is encrypted in the archive');
  if (isLink(entry)) throw new AppError('unsupported-media-type', 'The file is a link');
  if (!entry.canDecodeFileData())
    throw new AppError('unsupported-media-type', 'The file is packed in a way that is not supported');
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > HARMLESS_BYTES && uncompressedSize > MOST_RATIO * compressedSize)
    throw new AppError(
      'content-too-large',
      `The file unpacks to more than ${MOST_RATIO} times its size in the archive`,
    );
}

/** By the mode that Unix notes (APPNOTE.TXT 4.4.15, `S_IFLNK`). */
function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const isUnix = versionMadeBy >>> 8 === 3;
  return isUnix && ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}
