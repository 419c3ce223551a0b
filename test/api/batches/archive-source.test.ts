import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveSource, isArchive } from '../../../api/batches/archive-source.ts';
import { Spool } from '../../../api/batches/spool.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { type Packed, RECORD, renamed, withDirectory, zipOf } from '../../support/zips.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'penstock-archive-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS = { mostFiles: 100, mostBytes: 10_000_000 };
const text = (content: string) => Buffer.from(content);
const one = (name: string, options: Packed['options'] = {}) => ({ name, bytes: text('hello'), options });

/** What comes of an archive: of each file its content, or the code that it is refused with. */
async function unpack(
  zip: Uint8Array,
  limits = LIMITS,
): Promise<[name: string | undefined, outcome: string][]> {
  const spool = await Spool.open(folder, { mostBytes: 1e9 });
  try {
    await spool.write(zip);
    const source = await archiveSource(spool.fd, limits);
    const found: [string | undefined, string][] = [];
    for await (const file of source.files()) {
      expect(file.position).toBe(found.length);
      found.push([file.name, await outcomeOf(file)]);
    }
    expect(source.count).toBe(found.length);
    return found;
  } finally {
    await spool.close();
  }
}

async function outcomeOf(file: { open(): AsyncIterable<Uint8Array> }): Promise<string> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('of an archive', () => {
  test('every file comes in order, packed or not, with its name as it stands there', async () => {
    const zip = await zipOf([one('b/ü.txt'), one('a.txt', { compress: true }), one('a.txt')]);
    expect(isArchive(zip)).toBe(true);
    const all = [
      ['b/ü.txt', 'hello'],
      ['a.txt', 'hello'],
      ['a.txt', 'hello'],
    ];
    expect(await unpack(zip)).toEqual(all);
    expect(await unpack(await zipOf([one('a.txt')], { forceZip64Format: true }))).toEqual([all[1]]);
  });

  test('folders, hidden files and what macOS adds are left out; a name that climbs is a name', async () => {
    const zip = await zipOf([
      { name: 'folder/', bytes: text('') },
      one('__MACOSX/a.txt'),
      one('.DS_Store'),
      one('.git/a.txt'),
      one('xx/xx/up.txt'),
      one('a..b.txt'),
    ]);
    const climbing = renamed(zip, 'xx/xx/up.txt', '../../up.txt');
    expect(await unpack(climbing)).toEqual([
      ['../../up.txt', 'hello'],
      ['a..b.txt', 'hello'],
    ]);
    expect(await unpack(renamed(zip, 'xx/xx/up.txt', '/etc/p/u.txt'))).toHaveLength(2);
  });

  test.each<[string, (record: Buffer) => void, string]>([
    [
      'is encrypted',
      (record) => record.writeUInt16LE(record.readUInt16LE(RECORD.flags) | 1, RECORD.flags),
      'unsupported-media-type',
    ],
    [
      'is packed in an unknown way',
      (record) => record.writeUInt16LE(14, RECORD.method),
      'unsupported-media-type',
    ],
    ['has another checksum', (record) => record.writeUInt32LE(7, RECORD.crc32), 'malformed-archive'],
    ['says that it is smaller', (record) => record.writeUInt32LE(4, RECORD.bytes), 'malformed-archive'],
    ['says that it is larger', (record) => record.writeUInt32LE(6, RECORD.bytes), 'malformed-archive'],
    [
      'lies behind the end',
      (record) => record.writeUInt32LE(1_000_000, RECORD.headerAt),
      'malformed-archive',
    ],
    ['begins somewhere else', (record) => record.writeUInt32LE(3, RECORD.headerAt), 'malformed-archive'],
    [
      'is longer than the archive',
      (record) => record.writeUInt32LE(5000, RECORD.packedBytes),
      'malformed-archive',
    ],
  ])('a file that %s is refused alone', async (_, change, code) => {
    const zip = await zipOf([one('good.txt'), one('bad.txt', { compress: true })]);
    expect(await unpack(withDirectory(zip, change))).toEqual([
      ['good.txt', 'hello'],
      ['bad.txt', code],
    ]);
  });

  test('a link is refused, and data that cannot be unpacked', async () => {
    const packed = deflateRawSync(text('hello hello hello'));
    const zip = await zipOf([
      one('link', { mode: 0o120777 }),
      { name: 'a.txt', bytes: text('hello hello hello'), options: { compress: true } },
    ]);
    const at = zip.indexOf(packed);
    expect(at).toBeGreaterThan(0);
    zip.fill(0xff, at, at + packed.length);
    expect(await unpack(zip)).toEqual([
      ['link', 'unsupported-media-type'],
      ['a.txt', 'malformed-archive'],
    ]);
  });

  test('a bomb is refused by what it declares, and by what it is', async () => {
    const zeros = Buffer.alloc(4_000_000);
    const bomb = await zipOf([{ name: 'bomb', bytes: zeros, options: { compress: true } }]);
    expect(await unpack(bomb)).toEqual([['bomb', 'content-too-large']]);
    const small = { ...LIMITS, mostBytes: 3_999_999 };
    await expect(unpack(bomb, small)).rejects.toMatchObject({ code: 'content-too-large' });
    // It says that it is harmless: no byte more than it says is unpacked.
    const lying = withDirectory(bomb, (record) => record.writeUInt32LE(1000, RECORD.bytes));
    expect(await unpack(lying)).toEqual([['bomb', 'malformed-archive']]);
  });

  test('files that share their bytes count each for itself', async () => {
    const zip = await zipOf([
      one('a', { compress: true }),
      { name: 'b', bytes: Buffer.alloc(100_000), options: { compress: true } },
    ]);
    const shared = withDirectory(zip, (record) => record.writeUInt32LE(0, RECORD.headerAt));
    expect((await unpack(shared)).map(([name]) => name)).toEqual(['a', 'b']);
    await expect(unpack(shared, { ...LIMITS, mostBytes: 100_000 })).rejects.toMatchObject({
      code: 'content-too-large',
    });
  });

  test('more files than there may be are refused before any is read', async () => {
    const zip = await zipOf(Array.from({ length: 101 }, (_, i) => one(`${i}`)));
    await expect(unpack(zip)).rejects.toMatchObject({ code: 'too-many-files' });
  });
});

describe('an archive that is damaged as a whole is refused', () => {
  test('whatever byte of its directory is missing or another, and never ends the process', async () => {
    const zip = await zipOf([one('a.txt', { compress: true }), one('b.txt')]);
    const start = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    let refused = 0;
    for (let at = start; at < zip.length; at++)
      for (const value of [0x00, 0x7f, 0xff]) {
        const damaged = Buffer.from(zip);
        damaged[at] = value;
        await unpack(damaged).catch((error: unknown) => {
          expect(error).toBeInstanceOf(AppError);
          refused++;
        });
      }
    expect(refused).toBeGreaterThan(50);
    for (let length = 0; length < zip.length; length += 7)
      await expect(unpack(zip.subarray(0, length))).rejects.toMatchObject({ code: 'malformed-archive' });
  });

  test('whose names are longer than any', async () => {
    const zip = await zipOf([one('n'.repeat(5000))]);
    await expect(unpack(zip)).rejects.toMatchObject({ code: 'malformed-archive' });
  });
});

test('a spool leaves no file behind, and takes no more than it may', async () => {
  const { readdirSync } = await import('node:fs');
  const spool = await Spool.open(folder, { mostBytes: 10 });
  await spool.write(text('0123456789'));
  await expect(spool.write(text('x'))).rejects.toMatchObject({ code: 'content-too-large' });
  expect(readdirSync(folder)).toEqual([]);
  const read: Uint8Array[] = [];
  for await (const chunk of spool.read(3, 4)) read.push(Buffer.from(chunk));
  expect(Buffer.concat(read).toString()).toBe('3456');
  await spool.close();
});
