import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY, modelFolder, ONNX } from '../../support/model-folder.ts';

describe('npm run model -- encrypt', () => {
  it('seals a model that is then served with its key alone', async () => {
    const { run, addDigits, manifestOf, modelsDir } = modelFolder();
    addDigits();
    const plain = readFileSync(path.join(modelsDir, 'digits/model.onnx'));
    const { code, output } = await run(['encrypt', 'digits'], { MODEL_KEY: KEY });
    expect(code).toBe(0);
    expect(output).not.toContain(KEY);
    expect(existsSync(path.join(modelsDir, 'digits/model.onnx'))).toBe(false);
    const sealed = readFileSync(path.join(modelsDir, 'digits/model.onnx.sealed'));
    expect(sealed.includes(plain.subarray(1000, 1064))).toBe(false);
    expect(manifestOf('digits')).toMatchObject({ file: 'model.onnx.sealed', accuracy: { value: 0.9963 } });
    expect((await run(['list'])).output).toMatch(/^digits .* sealed$/m);

    expect((await run(['check'], { MODEL_KEY: KEY })).output).toMatch(/^ok +digits +5/m);
    expect((await run(['check'])).output).toMatch(/^FAILED +digits .*MODEL_KEY is not set/m);
    const other = randomBytes(32).toString('base64');
    expect(await run(['check'], { MODEL_KEY: other })).toMatchObject({
      code: 1,
      output: expect.stringContaining('sealed with another key, or was changed'),
    });
    expect((await run(['encrypt', 'digits'], { MODEL_KEY: KEY })).output).toContain('sealed already');
  });

  it.each([
    ['no key', 'digits', undefined, 'MODEL_KEY is not set'],
    ['a key that is none', 'digits', 'secret', 'MODEL_KEY: must be 32 bytes'],
    ['no such model', 'letters', KEY, 'There is no such folder'],
    ['a model in several files', 'split', KEY, 'keeps tensors in split.bin'],
  ])('refuses %s', async (_, name, key, reason) => {
    const { run, addDigits, modelsDir } = modelFolder();
    addDigits();
    await run(['add', path.join(ONNX, 'split.onnx')]);
    const { code, output } = await run(['encrypt', name], key === undefined ? {} : { MODEL_KEY: key });
    expect(code).toBe(64);
    expect(output).toContain(reason);
    expect(existsSync(path.join(modelsDir, 'digits/model.onnx'))).toBe(true);
  });
});
