import { crc32 } from 'node:zlib';
import type { Format } from './picture-originals.ts';

/** A piece of a picture as its format has them: a chunk of a PNG or WebP, a segment of a JPEG. */
export type Part = {
  /** `IHDR`, `VP8X`, or the number of a JPEG's marker in hex. */
  readonly type: string;
  readonly data: Buffer;
  /** What the file says of its length, where that is not the truth. */
  readonly length?: number;
  /** Whether the checksum is not to be right; PNG alone has one. */
  readonly hasBadChecksum?: boolean;
  /** What stands behind a segment without belonging to its length: the pixels of a JPEG. */
  readonly behind?: Buffer;
};

/** How the pieces of each format are told apart, and put together again. */
export const PARTS = {
  png: { split: splitPng, join: joinPng },
  jpeg: { split: splitJpeg, join: joinJpeg },
  webp: { split: splitWebp, join: joinWebp },
} satisfies Record<Format, { split: (file: Buffer) => Part[]; join: (parts: readonly Part[]) => Buffer }>;

/** Where a part says how large the picture is: two numbers of so many bytes, the width first unless said otherwise. */
export const SIZES: Readonly<
  Record<string, { at: number; bytes: 2 | 3 | 4; isLittle?: true; step?: number }>
> = {
  IHDR: { at: 0, bytes: 4 },
  c0: { at: 1, bytes: 2 },
  c2: { at: 1, bytes: 2 },
  VP8X: { at: 4, bytes: 3, isLittle: true },
  'VP8 ': { at: 6, bytes: 2, isLittle: true },
  VP8L: { at: 1, bytes: 2, isLittle: true },
  ANMF: { at: 6, bytes: 3, isLittle: true },
};

function splitPng(file: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    parts.push({
      type: file.toString('latin1', at + 4, at + 8),
      data: file.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return parts;
}

function joinPng(parts: readonly Part[]): Buffer {
  const chunks = parts.map(({ type, data, length = data.length, hasBadChecksum }) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const chunk = Buffer.alloc(body.length + 8);
    chunk.writeUInt32BE(length >>> 0, 0);
    chunk.set(body, 4);
    chunk.writeUInt32BE((crc32(body) ^ (hasBadChecksum ? 1 : 0)) >>> 0, body.length + 4);
    return chunk;
  });
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

/** From behind SOI up to EOI; SOS has the pixels behind it. */
function splitJpeg(file: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 2; at + 4 <= file.length && file[at + 1] !== 0xd9; ) {
    const start = at + 4;
    const end = at + 2 + file.readUInt16BE(at + 2);
    let next = end;
    const isMarker = () => file[next] === 0xff && file[next + 1] !== 0 && (file[next + 1]! & 0xf8) !== 0xd0;
    while (next < file.length && !isMarker()) next++;
    const type = file[at + 1]!.toString(16);
    parts.push({ type, data: file.subarray(start, end), behind: file.subarray(end, next) });
    at = next;
  }
  return parts;
}

function joinJpeg(parts: readonly Part[]): Buffer {
  const segments = parts.flatMap(({ type, data, length = data.length + 2, behind = Buffer.alloc(0) }) => {
    const head = Buffer.from([0xff, Number.parseInt(type, 16), 0, 0]);
    head.writeUInt16BE(length & 0xffff, 2);
    return [head, data, behind];
  });
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...segments, Buffer.from('ffd9', 'hex')]);
}

function splitWebp(file: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    parts.push({ type: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length & 1);
  }
  return parts;
}

function joinWebp(parts: readonly Part[]): Buffer {
  const chunks = parts.map(({ type, data, length = data.length }) => {
    const chunk = Buffer.alloc(8 + data.length + (data.length & 1));
    chunk.write(type, 0, 'latin1');
    chunk.writeUInt32LE(length >>> 0, 4);
    chunk.set(data, 8);
    return chunk;
  });
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
