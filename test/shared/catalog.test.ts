import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadCatalog } from '../../shared/catalog.ts';

const ONNX = 'not really a model';
const SHA256 = createHash('sha256').update(ONNX).digest('hex');
const CLASSIFIER = {
  task: 'image-classification',
  input: { kind: 'image', tensor: 'x', height: 1, width: 1 },
  output: { tensor: 'y' },
};

/** A folder of models from file contents by name: `add/manifest.json`. */
function setup(files: Record<string, string | object>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const add = (manifest: object = {}) => ({
  'add/manifest.json': { name: 'add', task: 'tensors', ...manifest },
  'add/model.onnx': ONNX,
});

describe('loadCatalog', () => {
  it('reads a model with what its file is', async () => {
    const root = setup(add({ version: '2', sha256: SHA256 }));
    const { models, broken } = await loadCatalog(root);
    expect(broken).toEqual([]);
    expect(models.get('add')).toMatchObject({
      folder: path.join(root, 'add'),
      file: path.join(root, 'add/model.onnx'),
      sha256: SHA256,
      labels: [],
      manifest: { name: 'add', version: '2' },
    });
  });

  it('reads labels line by line, whatever ends the lines', async () => {
    const root = setup({
      'c/manifest.json': { name: 'c', ...CLASSIFIER },
      'c/model.onnx': ONNX,
      'c/labels.txt': 'one\r\ntwo words\r\n\r\nfour\n',
    });
    expect((await loadCatalog(root)).models.get('c')?.labels).toEqual(['one', 'two words', '', 'four']);
  });

  it('finds a model by name, and by name and version, and names all when there is none', async () => {
    const catalog = await loadCatalog(setup(add()));
    expect(catalog.get('add')).toBe(catalog.get('add@1'));
    for (const asked of ['sub', 'add@2', 'add@', 'add@1@1', '', '__proto__'])
      expect(() => catalog.get(asked)).toThrow(`There is no model "${asked}"; there is add@1`);
  });

  it.each([
    ['manifest.json is not JSON', { 'bad/manifest.json': '{' }],
    ['bad/manifest.json: task', { 'bad/manifest.json': { name: 'bad', task: 'magic' } }],
    ['name "other" is not the folder', { 'bad/manifest.json': { name: 'other', task: 'tensors' } }],
    ['model.onnx is not a file', { 'bad/manifest.json': { name: 'bad', task: 'tensors' } }],
    [
      `has SHA-256 ${SHA256}, the manifest says`,
      {
        'bad/manifest.json': { name: 'bad', task: 'tensors', sha256: '0'.repeat(64) },
        'bad/model.onnx': ONNX,
      },
    ],
    [
      'labels.txt is not a file',
      { 'bad/manifest.json': { name: 'bad', ...CLASSIFIER }, 'bad/model.onnx': ONNX },
    ],
  ])('serves the others when one is broken, and says why: %s', async (reason, files) => {
    const { models, broken } = await loadCatalog(setup({ ...files, ...add() }));
    expect([...models.keys()]).toEqual(['add']);
    expect(broken).toEqual([{ name: 'bad', reason: expect.stringContaining(reason.replace('bad/', '')) }]);
  });

  it('follows no link out of the folder', async () => {
    const root = setup({ 'bad/manifest.json': { name: 'bad', task: 'tensors' }, 'secret.onnx': ONNX });
    symlinkSync('../secret.onnx', path.join(root, 'bad/model.onnx'));
    expect((await loadCatalog(root)).broken).toEqual([
      { name: 'bad', reason: expect.stringContaining('not a file') },
    ]);
  });

  it('reads only the models it is asked for, and reports one that is not there', async () => {
    const root = setup({
      ...add(),
      'sub/manifest.json': { name: 'sub', task: 'tensors' },
      'sub/model.onnx': ONNX,
    });
    const { models, broken } = await loadCatalog(root, ['add', 'mul']);
    expect([...models.keys()]).toEqual(['add']);
    expect(broken).toEqual([{ name: 'mul', reason: 'There is no such folder' }]);
  });

  it('passes over what is no model folder', async () => {
    const root = setup({ ...add(), 'README.md': 'x', 'notes/a.txt': 'x' });
    expect(await loadCatalog(root)).toMatchObject({ broken: [] });
  });

  it('says which folder is missing', async () => {
    await expect(loadCatalog('/nowhere/models')).rejects.toThrow(
      'MODELS_DIR cannot be read: /nowhere/models',
    );
  });
});
