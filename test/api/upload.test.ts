import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { receiveInput } from '../../api/upload/receive-input.ts';
import { cleanName, fromText, parseOptions } from '../../api/upload/submission.ts';
import type { BlobStore } from '../../shared/blobs.ts';

/** A blob store in memory, that opens a blob only when it is let. */
function setup({ inlineBytes = 4, maxBytes = 200_000, isOpen = Promise.resolve() } = {}) {
  const blobs = new Map<string, { parts: Uint8Array[]; isCommitted: boolean }>();
  const store: Pick<BlobStore, 'create' | 'remove'> = {
    async create(jobId) {
      await isOpen;
      const blob = { parts: [] as Uint8Array[], isCommitted: false };
      blobs.set(jobId, blob);
      return {
        write: async (chunk) => void blob.parts.push(Uint8Array.from(chunk)),
        commit: async () => {
          blob.isCommitted = true;
        },
        abort: async () => void blobs.delete(jobId),
      };
    },
    remove: async (jobId) => void blobs.delete(jobId),
  };
  const receiver = receiveInput(store as BlobStore, { jobId: 'job', inlineBytes, maxBytes });
  const receive = async (...parts: (string | Uint8Array)[]) => {
    for (const part of parts) await receiver.write(Buffer.from(part));
    return await receiver.finish();
  };
  const stored = () => Buffer.concat(blobs.get('job')?.parts ?? []);
  return { receiver, receive, blobs, stored };
}

const text = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('latin1');
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('receiveInput', () => {
  it('keeps in memory what fits into the row', async () => {
    const { receive, blobs } = setup();
    const { head, tail, inline, ...rest } = await receive('a', 'bcd');
    expect(rest).toEqual({ image: undefined, sha256: sha256('abcd'), sizeBytes: 4 });
    expect([head, tail, inline].map(text)).toEqual(['abcd', 'abcd', 'abcd']);
    expect(blobs.size).toBe(0);
  });

  it.each([[['abcde']], [['a', 'b', 'c', 'd', 'e']], [['abcd', 'e', 'f', 'g']], [['abc', '', 'defghijk']]])(
    'stores what is larger, however it is cut: %j',
    async (parts) => {
      const { receive, stored, blobs } = setup();
      const { head, tail, inline, ...rest } = await receive(...parts);
      const whole = parts.join('');
      expect(rest).toEqual({ image: undefined, sha256: sha256(whole), sizeBytes: whole.length });
      expect([head, tail, stored()].map(text)).toEqual([whole, whole, whole]);
      expect(inline).toBeNull();
      expect(blobs.get('job')?.isCommitted).toBe(true);
    },
  );

  it('keeps the first 16 and the last 4 KiB of a large one, also when the pieces are small', async () => {
    const bytes = randomBytes(150_000);
    const { receive, stored } = setup();
    const parts = Array.from({ length: 150 }, (_, i) => bytes.subarray(i * 1000, (i + 1) * 1000));
    const { head, tail, sha256: hash } = await receive(...parts);
    expect(hash).toBe(sha256(bytes));
    expect(stored().equals(bytes)).toBe(true);
    expect(Buffer.compare(head, bytes.subarray(0, 16_384))).toBe(0);
    expect(tail.length).toBeGreaterThanOrEqual(4096);
    expect(Buffer.compare(tail, bytes.subarray(-tail.length))).toBe(0);
  });

  it('recognises a picture whose size stands 60 kB into it, however it comes', async () => {
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xea, 0x60]), Buffer.alloc(60_000 - 2)]);
    const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 20, 0, 30, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8]), comment, frame, Buffer.alloc(90_000)]);
    const image = { mediaType: 'image/jpeg', size: { height: 20, width: 30 } };
    for (const piece of [1000, 50_000, 200_000]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) =>
        bytes.subarray(i * piece, (i + 1) * piece),
      );
      expect((await setup({ maxBytes: 1e6 }).receive(...parts)).image).toEqual(image);
    }
  });

  it('refuses the first byte too many, and nothing at all', async () => {
    await expect(setup({ maxBytes: 5 }).receive('abc', 'def')).rejects.toMatchObject({
      code: 'content-too-large',
    });
    expect((await setup({ maxBytes: 5 }).receive('abc', 'de')).sizeBytes).toBe(5);
    await expect(setup().receive('')).rejects.toMatchObject({ code: 'empty-file' });
  });

  it('leaves nothing when it is given up, before and after the end', async () => {
    const early = setup();
    await early.receiver.write(Buffer.from('abcdefgh'));
    await early.receiver.abort();
    const late = setup();
    await late.receive('abcdefgh');
    await late.receiver.abort();
    expect([early.blobs.size, late.blobs.size]).toEqual([0, 0]);
  });

  it('leaves nothing when it is given up while the blob is being opened', async () => {
    let open = () => {};
    const isOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { receiver, receive, blobs } = setup({ isOpen });
    const received = receive('abcdefgh', 'more');
    received.catch(() => {});
    const aborted = receiver.abort();
    open();
    await aborted;
    await expect(received).rejects.toThrow('given up');
    expect(blobs.size).toBe(0);
  });
});

describe('cleanName', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\a\\b.png', 'b.png'],
    [' a\u0000b\u202e.png ', 'ab.png'],
    ['\ud800.png', '\ufffd.png'],
    ['/', null],
    ['', null],
    [undefined, null],
    [`${'x'.repeat(254)}\u{1f600}`, `${'x'.repeat(254)}\ufffd`],
  ])('makes of %j a name for people: %j', (name, cleaned) => {
    expect(cleanName(name)).toBe(cleaned);
  });
});

describe('parseOptions', () => {
  const parse = (fields: Record<string, string>) => parseOptions(fromText(new Map(Object.entries(fields))));

  it('fills in what was not asked for', () => {
    const defaults = {
      model: 'digits',
      priority: 0,
      deadlineMs: null,
      maxWaitMs: null,
      cache: true,
      metadata: {},
      collection: null,
      webhook: null,
    };
    expect(parse({ model: 'digits' })).toEqual(defaults);
  });

  it('reads the same from text as from JSON', () => {
    const options = {
      model: 'digits',
      params: { topK: 1 },
      priority: 9,
      deadlineMs: 5,
      metadata: { a: 'b' },
    };
    const { params, metadata, ...plain } = options;
    const fields = { ...plain, priority: '9', deadlineMs: '5' };
    expect(parse({ ...fields, params: JSON.stringify(params), metadata: JSON.stringify(metadata) })).toEqual(
      parseOptions(options),
    );
  });

  it('names all that is wrong at once', () => {
    expect(() => parse({ model: 'digits', priority: '10', deadlineMs: '0' })).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        errors: [
          expect.objectContaining({ path: 'priority' }),
          expect.objectContaining({ path: 'deadlineMs' }),
        ],
      }),
    );
  });
});
