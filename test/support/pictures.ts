import { once } from 'node:events';
import { crc32, createDeflate, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** What a PNG's header says; colour types as in PNG 11.2.1: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
export type PngHeader = { width: number; height: number; bitDepth?: number; colourType?: number };

/** A PNG put together chunk by chunk, so that it can say what no encoder would. */
export function png(header: PngHeader, data: Uint8Array, more: readonly Uint8Array[] = []): Buffer {
  const { width, height, bitDepth = 8, colourType = 0 } = header;
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set([bitDepth, colourType, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', ihdr),
    ...more,
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One PNG chunk with its length and checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** Deflated rows of pixels that are all one byte, each row behind its filter byte 0. */
export async function plainRows(rowBytes: number, height: number, value = 0): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  const row = Buffer.alloc(rowBytes + 1, value);
  row[0] = 0;
  for (let y = 0; y < height; y++) if (!deflate.write(row)) await once(deflate, 'drain');
  deflate.end();
  await once(deflate, 'end');
  return Buffer.concat(chunks);
}

/** A grey PNG whose pixels `valueAt` gives, with 8 or 16 bits each. */
export function greyPng(
  side: number,
  valueAt: (x: number, y: number) => number,
  bitDepth: 8 | 16 = 8,
): Buffer {
  const bytes = bitDepth / 8;
  const rows = Buffer.alloc(side * (1 + side * bytes));
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      rows.writeUIntBE(valueAt(x, y), y * (1 + side * bytes) + 1 + x * bytes, bytes);
  return png({ width: side, height: side, bitDepth }, deflateSync(rows));
}

/** Whether a seven of two strokes on a 100 × 100 grid is drawn here: a bar, and a stem that leans to the left. */
export function isSeven(x: number, y: number): boolean {
  const bar = y >= 20 && y < 28 && x >= 28 && x < 72;
  const stem = y >= 28 && y < 82 && Math.abs(x - (68 - (y - 28) * 0.45)) < 4.5;
  return bar || stem;
}

/** The seven in dark on white, 100 × 100, for sharp to encode as the test needs it. */
export function seven(): Sharp {
  return sharp(greyPng(100, (x, y) => (isSeven(x, y) ? 20 : 255)));
}

/** Pictures that do not compress, so that they are too large to be stored with their row. */
export function noise(side: number): Sharp {
  return sharp(greyPng(side, (x, y) => ((x * 7919 + y * 104_729) ^ (x * y * 31)) & 0xff));
}
