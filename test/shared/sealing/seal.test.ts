import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseModelKey } from '../../../shared/sealing/model-key.ts';
import { sealFile } from '../../../shared/sealing/seal-file.ts';
import { readSealedHeader, unsealFile } from '../../../shared/sealing/unseal-file.ts';

const KEY = randomBytes(32);
const MIB = 1_048_576;

/** A file of these bytes, sealed for the model `digits`; and a way to spoil it. */
async function setup(plain: Buffer) {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-seal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [from, to] = [path.join(folder, 'model.onnx'), path.join(folder, 'model.onnx.sealed')];
  writeFileSync(from, plain);
  const header = await sealFile({ from, to, name: 'digits' }, KEY);
  const sealed = readFileSync(to);
  const opening = (bytes: Buffer = sealed, { name = 'digits', key = KEY } = {}) => {
    writeFileSync(to, bytes);
    return unsealFile(to, { name, key });
  };
  return { header, sealed, opening, to };
}

describe('a sealed file', () => {
  it.each([0, 1, 1000, MIB - 1, MIB, MIB + 1, 3 * MIB])('comes back as it was: %i bytes', async (size) => {
    const plain = randomBytes(size);
    const { opening, sealed, header, to } = await setup(plain);
    expect((await opening()).equals(plain)).toBe(true);
    expect(sealed.includes(plain.subarray(0, 64)) && size > 64).toBe(false);
    expect(await readSealedHeader(to)).toEqual(header);
  });

  it('is another one each time', async () => {
    const plain = randomBytes(100);
    const [one, two] = [await setup(plain), await setup(plain)];
    expect(one.sealed.subarray(-116).equals(two.sealed.subarray(-116))).toBe(false);
  });

  it('opens with its key alone, and for its model alone', async () => {
    const { opening } = await setup(randomBytes(100));
    await expect(opening(undefined, { key: randomBytes(32) })).rejects.toThrow(/another key, or was changed/);
    await expect(opening(undefined, { name: 'letters' })).rejects.toThrow('sealed for the model "digits"');
  });

  it('shows that any of its bytes was changed', async () => {
    const { opening, sealed } = await setup(randomBytes(40));
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i]! ^= 1;
      await expect(opening(changed), `byte ${i}`).rejects.toThrow();
    }
  });

  it('shows that chunks were cut off, moved or repeated', async () => {
    const { opening, sealed } = await setup(randomBytes(2 * MIB));
    const chunk = MIB + 16;
    const start = sealed.length - 2 * chunk;
    const [head, first, second] = [
      sealed.subarray(0, start),
      sealed.subarray(start, start + chunk),
      sealed.subarray(start + chunk),
    ];
    for (const parts of [[first], [second, first], [first, first], [first, second, second], []])
      await expect(opening(Buffer.concat([head, ...parts]))).rejects.toThrow();
    expect((await opening(Buffer.concat([head, first, second]))).length).toBe(2 * MIB);
  });

  it('is not made of a file that says it is terabytes', async () => {
    const { opening, sealed } = await setup(randomBytes(40));
    const text = sealed.toString('latin1').replace('"sizeBytes":40', '"sizeBytes":99');
    await expect(opening(Buffer.from(text, 'latin1'))).rejects.toThrow(/another size/);
  });

  it.each([
    '',
    'not sealed',
    'PENSTOCKSEAL',
    'PENSTOCKSEAL\u0002\0\0\0\0',
    'PENSTOCKSEAL\u0001\u00ff\u00ff\u00ff\u00ff',
  ])('is not taken for one: %j', async (text) => {
    const { opening } = await setup(Buffer.alloc(0));
    await expect(opening(Buffer.from(text, 'latin1'))).rejects.toThrow(
      /not a sealed file|not known|too long/,
    );
  });
});

describe('parseModelKey', () => {
  it('takes 32 bytes as hex, base64 or base64url, and nothing else', () => {
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(parseModelKey(KEY.toString(encoding))?.equals(KEY)).toBe(true);
    for (const text of ['', 'secret', KEY.toString('hex').slice(2), randomBytes(31).toString('base64')])
      expect(parseModelKey(text)).toBeUndefined();
  });
});
