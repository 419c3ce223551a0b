import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadCatalog } from '../../shared/catalog.ts';

/** An ONNX file that says who made it, and nothing else. */
const ONNX = '\u0012\u0004test';
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

  it.each(['sample/secret.png', 'sample', 'manifest.json'])(
    'shows nothing that %s links to',
    async (place) => {
      const root = setup({ ...add(), 'secret/secret.png': 'secret', 'secret/manifest.json': 'secret' });
      const link = path.join(root, 'add', place);
      rmSync(link, { force: true });
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(root, 'secret', place.replace('sample', '')), link);
      const { models, broken } = await loadCatalog(root, ['add']);
      expect([...models.keys()]).toEqual([]);
      expect(broken).toEqual([{ name: 'add', reason: expect.stringMatching(/is not a (file|folder)/) }]);
    },
  );

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

/** A length-delimited field of protobuf, short enough for a length of one byte. */
const field = (number: number, content: string) =>
  String.fromCharCode(number * 8 + 2, content.length) + content;
/** An entry of a tensor's external data. */
const entry = (key: string, value: string) => field(13, field(1, key) + field(2, value));
/** graph 7 ─ initializer 5 ─ external_data 13 */
const inInitializer = (location: string) =>
  field(7, field(5, entry('offset', '0') + entry('location', location)));
/** graph 7 ─ node 1 ─ attribute 5 ─ graph 6 ─ node 1 ─ attribute 5 ─ tensor 5 */
const inBranch = (location: string) =>
  field(7, field(1, field(5, field(6, field(1, field(5, field(5, entry('location', location))))))));
/** graph 7 ─ sparse_initializer 15 ─ values 1 */
const inSparse = (location: string) => field(7, field(15, field(1, entry('location', location))));

describe('data of tensors in other files', () => {
  const model = (onnx: string, manifest: object = {}) => ({ ...add(manifest), 'add/model.onnx': onnx });
  const WEIGHTS = createHash('sha256').update('weights').digest('hex');
  const load = async (root: string) => {
    const { models, broken } = await loadCatalog(root);
    return { model: models.get('add'), reason: broken[0]?.reason };
  };

  it.each([
    ['an initializer', inInitializer],
    ['a branch', inBranch],
    ['a sparse tensor', inSparse],
  ])('is known by its hash when %s asks for it', async (_, onnx) => {
    const root = setup({
      ...model(onnx('w.bin'), { externalData: { 'w.bin': WEIGHTS } }),
      'add/w.bin': 'weights',
    });
    expect((await load(root)).model?.externalData).toEqual({ 'w.bin': WEIGHTS });
  });

  it.each(['../w.bin', '/etc/passwd', 'a/../../w.bin', 'a\\b', '.hidden', '..', ''])(
    'is refused outside the folder: "%s"',
    async (location) => {
      for (const onnx of [inInitializer, inBranch, inSparse])
        expect((await load(setup(model(onnx(location))))).reason).toMatch(/outside the folder/);
    },
  );

  it('is refused when it is missing, a link, or another file than the manifest says', async () => {
    const onnx = inInitializer('w.bin');
    expect((await load(setup(model(onnx)))).reason).toMatch(/w\.bin is not a file/);
    const linked = setup({ ...model(onnx), secret: 'weights' });
    symlinkSync(path.join(linked, 'secret'), path.join(linked, 'add/w.bin'));
    expect((await load(linked)).reason).toMatch(/w\.bin is not a file/);
    const hard = setup({ ...model(onnx), secret: 'weights' });
    linkSync(path.join(hard, 'secret'), path.join(hard, 'add/w.bin'));
    expect((await load(hard)).reason).toMatch(/another name elsewhere/);
    const other = setup({ ...model(onnx, { externalData: { 'w.bin': WEIGHTS } }), 'add/w.bin': 'others' });
    expect((await load(other)).reason).toMatch(/the manifest says/);
    const unasked = setup(model(ONNX, { externalData: { 'w.bin': WEIGHTS } }));
    expect((await load(unasked)).reason).toMatch(/does not ask for/);
  });

  it.each(['not really a model', '\u0012\u0040cut', '\u0012'])(
    'is not looked for in what is no ONNX: %j',
    async (onnx) => {
      expect((await load(setup(model(onnx)))).reason).toMatch(/model\.onnx: This is no protobuf/);
    },
  );
});

describe('a pipeline with steps that run elsewhere', () => {
  const FAR = { url: 'https://far.example/score' };
  const pipeline = (detect: object, more: object = {}) =>
    setup({ 'far/manifest.json': { name: 'far', task: 'pipeline', steps: { detect }, ...more } });
  const reasonOf = async (root: string) => (await loadCatalog(root)).broken[0]?.reason;

  it('needs no model beside it, and says itself which pictures it takes', async () => {
    const { models } = await loadCatalog(pipeline({ http: FAR }, { input: { minSide: 64 } }));
    expect(models.get('far')?.imageInput).toMatchObject({ minSide: 64, maxPixels: 50_000_000 });
  });

  it('is another model where it is asked elsewhere', async () => {
    const hashOf = async (url: string) =>
      (await loadCatalog(pipeline({ http: { url } }))).models.get('far')?.sha256;
    expect(await hashOf('https://a.example/')).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf('https://a.example/')).not.toBe(await hashOf('https://b.example/'));
  });

  it.each([
    ['http://far.example/', /steps\.detect\.http: .*https/],
    ['https://127.0.0.1/', /not one of the public internet/],
    ['https://user:pass@far.example/', /user or a password/],
    ['ftp://far.example/', /https/],
    ['nowhere', /not a URL/],
  ])('is broken where its URL must not be followed: %s', async (url, reason) => {
    expect(await reasonOf(pipeline({ http: { url } }))).toMatch(reason);
  });

  it('may lead to where its manifest allows, by http too and at any port', async () => {
    const http = { url: 'http://localhost:9000/score', allow: ['127.0.0.1', '::1'] };
    expect(await reasonOf(pipeline({ http }))).toBeUndefined();
    expect(await reasonOf(pipeline({ http: { ...http, allow: ['10/8'] } }))).toMatch(/"10\/8" is no address/);
  });

  it.each([
    ['steps.detect: must have either', {}],
    ['steps.detect: must have either', { model: 'a', http: FAR }],
    ['steps.detect.http.format', { http: { ...FAR, format: 'nachet-swin' } }],
    ['steps.detect.http.headers.Host: is set by the request', { http: { ...FAR, headers: { Host: 'x' } } }],
    ['steps.detect.http.headers.A B: must be the name', { http: { ...FAR, headers: { 'A B': 'x' } } }],
    ['steps.detect.http.headers.X', { http: { ...FAR, headers: { X: 'a\nb' } } }],
  ])('says what is wrong with a step: %s', async (reason, detect) => {
    expect(await reasonOf(pipeline(detect))).toContain(reason);
  });
});
