import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SEVEN, submit } from '../support/client.ts';
import { noise, plainRows, png, seven } from '../support/pictures.ts';
import { type BadRequest, testRefusals } from '../support/problems.ts';

const MIB = 1024 * 1024;

const upload = (file: Uint8Array, name?: string) => (url: string) =>
  submit(url, { file, ...(name !== undefined && { name }) });

const post = (
  url: string,
  body: NonNullable<RequestInit['body']> | null,
  headers: Record<string, string> = {},
  query = '',
) => fetch(`${url}/v1/jobs${query}`, { method: 'POST', body, headers });

const asForm = (body: string) => (url: string) =>
  post(url, body, { 'Content-Type': 'multipart/form-data; boundary=edge' });

const part = (name: string, text: string, more = '') =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;

const formOf = (...entries: [string, string | Uint8Array][]) => {
  const form = new FormData();
  for (const [name, value] of entries)
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([new Uint8Array(value)]), 'seven.png');
  return (url: string) => post(url, form);
};

/** A body without a Content-Length: fetch sends a stream in chunks. */
const inChunks = (total: number, headers: Record<string, string>, query = '', head = '') => {
  return (url: string) => {
    let left = total;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(head)),
      pull(controller) {
        if (left <= 0) controller.close();
        else controller.enqueue(new Uint8Array(MIB).fill(0x41));
        left -= MIB;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers, duplex: 'half' };
    return fetch(`${url}/v1/jobs${query}`, init);
  };
};

const refuse = (status: number, code: string, title: string, send: BadRequest['send'], says?: RegExp) =>
  ({ title, send, status, code, ...(says && { says }) }) satisfies BadRequest;

const UNSUPPORTED = [415, 'unsupported-media-type'] as const;
const BROKEN = [422, 'invalid-image'] as const;
const TOO_LARGE = [413, 'content-too-large'] as const;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
const TIFF = Buffer.from('49492a0008000000', 'hex');

const CASES: BadRequest[] = [
  refuse(422, 'missing-field', 'a form without a file', formOf(['model', 'digits']), /^file:/),
  refuse(422, 'missing-field', 'a file that is a plain field', formOf(['model', 'digits'], ['file', 'text'])),
  refuse(
    422,
    'duplicate-field',
    'two files',
    formOf(['model', 'digits'], ['file', SEVEN], ['file', SEVEN]),
    /one file/,
  ),
  refuse(422, 'empty-file', 'an empty file', upload(new Uint8Array(0))),
  refuse(422, 'empty-file', 'an empty raw body', (url) =>
    post(url, null, { 'Content-Type': 'image/png' }, '?model=digits'),
  ),
  refuse(...UNSUPPORTED, 'a text named .png', upload(Buffer.from('not a picture'), 'a.png'), /not an image/),
  refuse(...UNSUPPORTED, 'a GIF', upload(Buffer.from('GIF89a\x01\0\x01\0')), /is GIF/),
  refuse(...UNSUPPORTED, 'an SVG', upload(Buffer.from(SVG)), /is SVG/),
  refuse(...UNSUPPORTED, 'an SVG with a prolog', upload(Buffer.from(`<?xml version="1.0"?>\n${SVG}`)), /SVG/),
  refuse(...UNSUPPORTED, 'a PDF', upload(Buffer.from('%PDF-1.7\n')), /is PDF/),
  refuse(...UNSUPPORTED, 'a BMP', upload(Buffer.from('BM\x3a\0\0\0')), /is BMP/),
  refuse(...UNSUPPORTED, 'a TIFF', upload(TIFF), /is TIFF/),
  refuse(...UNSUPPORTED, 'an AVIF', upload(Buffer.from('\0\0\0\x1cftypavif')), /AVIF/),
  refuse(...UNSUPPORTED, 'one byte', upload(Buffer.from([0x89]))),
  refuse(...BROKEN, 'a PNG cut in the middle', upload(SEVEN.subarray(0, SEVEN.length / 2)), /cut short/),
  refuse(...BROKEN, 'a large PNG cut in the middle', async (url) => {
    const file = await noise(300).png().toBuffer();
    expect(file.length).toBeGreaterThan(2 * 16_384);
    return await submit(url, { file: file.subarray(0, file.length / 2) });
  }),
  refuse(...BROKEN, 'a PNG of its signature alone', upload(SEVEN.subarray(0, 8))),
  refuse(...BROKEN, 'a WebP cut in the middle', async (url) => {
    const file = await seven().webp().toBuffer();
    return await submit(url, { file: file.subarray(0, file.length / 2) });
  }),
  refuse(
    422,
    'image-too-large',
    'a PNG that claims 50,000 × 50,000 pixels',
    upload(png({ width: 50_000, height: 50_000 }, deflateSync(Buffer.alloc(10)))),
    /50000 × 50000/,
  ),
  refuse(422, 'image-too-large', 'a PNG that has 50,000 × 50,000 pixels', async (url) => {
    const header = { width: 50_000, height: 50_000, bitDepth: 1 };
    const file = png(header, await plainRows(50_000 / 8, 50_000));
    expect(file.length).toBeLessThan(MIB);
    return await submit(url, { file });
  }),
  refuse(...BROKEN, 'a PNG of 0 × 0 pixels', upload(png({ width: 0, height: 0 }, deflateSync('')))),
  refuse(...TOO_LARGE, '30 MB as a form', upload(Buffer.alloc(30 * MIB, 0x41))),
  refuse(...TOO_LARGE, '26 MB as a form, just above the limit', upload(Buffer.alloc(25 * MIB + 1, 0x41))),
  refuse(...TOO_LARGE, '30 MB raw', (url) =>
    post(url, Buffer.alloc(30 * MIB), { 'Content-Type': 'image/png' }, '?model=digits'),
  ),
  refuse(
    ...TOO_LARGE,
    '30 MB raw in chunks',
    inChunks(30 * MIB, { 'Content-Type': 'image/png' }, '?model=digits'),
  ),
  refuse(
    ...TOO_LARGE,
    '30 MB as a form in chunks',
    inChunks(
      30 * MIB,
      { 'Content-Type': 'multipart/form-data; boundary=edge' },
      '',
      '--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
    ),
  ),
  refuse(...TOO_LARGE, '40 MB of JSON', (url) =>
    post(url, Buffer.alloc(40 * MIB, 0x20), { 'Content-Type': 'application/json' }),
  ),
  refuse(...TOO_LARGE, '40 MB of JSON in chunks', inChunks(40 * MIB, { 'Content-Type': 'application/json' })),
  refuse(...TOO_LARGE, 'a field of 100 kB', formOf(['model', 'digits'], ['params', ' '.repeat(100_000)])),
  refuse(
    413,
    'too-many-fields',
    'a form of 100 fields',
    formOf(['file', SEVEN], ...Array.from({ length: 100 }, (_, i): [string, string] => [`field${i}`, 'x'])),
  ),
  refuse(
    422,
    'unknown-field',
    'a file in a field of another name',
    formOf(['model', 'digits'], ['image', SEVEN]),
    /"file"/,
  ),
  refuse(
    422,
    'unknown-field',
    'a large file in front of an unknown field',
    formOf(['model', 'digits'], ['file', Buffer.concat([SEVEN, Buffer.alloc(40_000)])], ['modle', 'digits']),
  ),
  refuse(
    422,
    'duplicate-field',
    'a large file in front of a field given twice',
    formOf(['file', Buffer.concat([SEVEN, Buffer.alloc(40_000)])], ['model', 'digits'], ['model', 'digits']),
  ),
  refuse(
    422,
    'unknown-field',
    'a nameless field',
    asForm(
      `--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n${part('file', 'x', '; filename="a"')}--edge--\r\n`,
    ),
  ),
  refuse(400, 'malformed-multipart', 'a form without a boundary', (url) =>
    post(url, 'x', { 'Content-Type': 'multipart/form-data' }),
  ),
  refuse(
    400,
    'malformed-multipart',
    'a form without its closing boundary, in a file',
    asForm(
      `${part('model', 'digits')}--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx`,
    ),
  ),
  refuse(400, 'malformed-multipart', 'a form that ends after a field', asForm(part('model', 'digits'))),
  refuse(400, 'malformed-multipart', 'a form that is no form', asForm('just text')),
  refuse(400, 'malformed-multipart', 'a form of nothing', asForm('')),
  refuse(400, 'malformed-multipart', 'a part of nothing', asForm('--edge\r\n\r\n--edge--\r\n')),
  ...['', part('file', 'x', '; filename="a"')].map((before) =>
    refuse(
      400,
      'malformed-multipart',
      `a part whose header has no end, ${before ? 'behind a file' : 'alone'}`,
      asForm(`${before}--edge\r\nContent-Disposition: form-data; name="model"\r\n--edge--\r\n`),
    ),
  ),
];

describe('an upload that cannot become a job', () => {
  const system = testRefusals(CASES);

  test('leaves the api as well as before', async () => {
    expect((await submit(system().url)).status).toBe(202);
  });
});
