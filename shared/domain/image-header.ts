/** What the first bytes of a file say that it is. */
export type SniffedImage = {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Null when they stand further back than the bytes at hand. */
  readonly size: { readonly height: number; readonly width: number } | null;
};

/**
 * Recognises an image by its content and reads its size, without decoding it.
 *
 * Sources: PNG (third edition) 5.2 and 11.2.1; JPEG, ITU-T T.81 B.1 and B.2.2; WebP container, RFC 9649 section 2.
 *
 * @param head the first bytes of the file; 64 KiB reach the size in nearly every JPEG
 * @returns undefined for anything else
 */
export function sniffImage(head: Uint8Array): SniffedImage | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (startsWith(head, PNG_SIGNATURE))
    return { mediaType: 'image/png', size: ascii(head, 12, 4) === 'IHDR' ? pngSize(view) : null };
  if (startsWith(head, [0xff, 0xd8, 0xff])) return { mediaType: 'image/jpeg', size: jpegSize(view) };
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'WEBP')
    return { mediaType: 'image/webp', size: webpSize(view, ascii(head, 12, 4)) };
  return undefined;
}

/** Names a format that is not supported, for a better error; undefined when it is nothing known. */
export function nameOtherFormat(head: Uint8Array): string | undefined {
  if (ascii(head, 0, 4) === 'GIF8') return 'GIF';
  if (ascii(head, 0, 4) === '%PDF') return 'PDF';
  if (ascii(head, 4, 4) === 'ftyp') return 'HEIF, AVIF or MP4';
  if (ascii(head, 0, 2) === 'BM') return 'BMP';
  if (['II*\0', 'MM\0*'].includes(ascii(head, 0, 4))) return 'TIFF';
  const text = ascii(head, 0, 1024).trimStart().toLowerCase();
  if (text.startsWith('<svg') || (text.startsWith('<?xml') && text.includes('<svg'))) return 'SVG';
  return undefined;
}

/**
 * Whether the end of the file is missing, as far as its last bytes can tell: a PNG ends in an IEND chunk, a WebP
 * says its length. A JPEG cannot be judged so, because cameras append to it.
 *
 * @param tail the last bytes of the file
 */
export function isCutShort(
  mediaType: SniffedImage['mediaType'],
  { head, tail, sizeBytes }: { head: Uint8Array; tail: Uint8Array; sizeBytes: number },
): boolean {
  if (mediaType === 'image/png')
    return !Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).includes('IEND');
  if (mediaType === 'image/webp')
    return sizeBytes < 12 || sizeBytes < 8 + new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  return false;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function pngSize(view: DataView) {
  return view.byteLength < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Walks the segments to the frame header: SOF0 … SOF15, but for DHT, JPG and DAC which share that range. */
function jpegSize(view: DataView) {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(view: DataView, chunk: string) {
  if (view.byteLength < 30) return null;
  if (chunk === 'VP8X') return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  if (chunk === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
