import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Call, Verb } from '../../../worker/model-tool/verb.ts';
import { FIXTURES, hasFixtures } from '../../support/fixtures.ts';
import { AFFINE, DIGITS, modelFolder, ONNX, ROOT } from '../../support/model-folder.ts';

describe('npm run model -- add', () => {
  it.each([
    [
      'rows.onnx',
      {
        task: 'object-detection',
        input: { tensor: 'x', layout: 'nchw', height: 64, width: 96, color: 'rgb', resize: 'letterbox' },
        output: {
          decoder: 'yolo',
          tensor: 'y',
          rows: 'fields',
          objectness: false,
          units: 'pixels',
          activation: 'none',
        },
        batch: { maxSize: 8 },
      },
      2,
    ],
    [
      'chosen.onnx',
      { task: 'object-detection', output: { decoder: 'objects', tensor: 'y', units: 'pixels' } },
      80,
    ],
    [
      'scores.onnx',
      {
        task: 'image-classification',
        input: { layout: 'nhwc', height: 32, width: 32 },
        output: { tensor: 'y', activation: 'none' },
      },
      4,
    ],
    [
      '../../../models/digits/model.onnx',
      {
        task: 'image-classification',
        input: { color: 'grey', resize: 'glyph' },
        output: { tensor: 'logits', activation: 'softmax' },
        batch: { maxSize: 8 },
      },
      10,
    ],
    ['../models/affine/model.onnx', { task: 'tensors' }, undefined],
  ])('makes a model of %s that loads', async (file, expected, labels) => {
    const { run, manifestOf, modelsDir } = modelFolder();
    const { code, output } = await run(['add', path.join(ONNX, file), '--name', 'it']);
    expect(output).toContain('It loads.');
    expect(code).toBe(0);
    expect(manifestOf('it')).toMatchObject({ name: 'it', sha256: expect.any(String), ...expected });
    const place = path.join(modelsDir, 'it/labels.txt');
    const lines = existsSync(place) ? readFileSync(place, 'utf8').trim().split('\n').length : undefined;
    expect(lines).toBe(labels);
    expect((await run(['check'])).output).toMatch(/^ok +it/m);
    expect(readdirSync(modelsDir)).toEqual(['it']);
  });

  it('takes the files with it that hold tensors, and knows them by their hash', async () => {
    const { run, manifestOf, modelsDir } = modelFolder();
    expect((await run(['add', path.join(ONNX, 'split.onnx')])).code).toBe(0);
    expect(readdirSync(path.join(modelsDir, 'split')).sort()).toEqual([
      'manifest.json',
      'model.onnx',
      'split.bin',
    ]);
    expect(manifestOf('split')).toMatchObject({
      externalData: { 'split.bin': expect.stringMatching(/^8e628779/) },
    });
  });

  it('takes labels, a task and a sample, and holds them against the file', async () => {
    const { run, manifestOf, modelsDir } = modelFolder();
    const labels = path.join(modelsDir, 'labels.txt');
    writeFileSync(labels, 'a\nb\nc\n');
    const wrong = await run(['add', path.join(ONNX, 'rows.onnx'), '--labels', labels]);
    expect(wrong).toMatchObject({
      code: 64,
      output: expect.stringContaining('3 labels, and the model has 2'),
    });
    // A fifth number that is objectness leaves one class.
    writeFileSync(labels, 'seed\n');
    expect((await run(['add', path.join(ONNX, 'rows.onnx'), '--labels', labels])).code).toBe(0);
    expect(manifestOf('rows')).toMatchObject({ output: { objectness: true } });
    const sample = path.join(DIGITS, 'sample/seven.png');
    const digits = path.join(DIGITS, 'model.onnx');
    const asTensors = await run(['add', digits, '--task', 'tensors', '--name', 'raw']);
    expect(asTensors.code).toBe(0);
    expect(manifestOf('raw')).toMatchObject({ task: 'tensors' });
    expect(await run(['add', AFFINE, '--task', 'object-detection'])).toMatchObject({
      code: 64,
      output: expect.stringContaining('are not those of object-detection'),
    });
    expect((await run(['add', digits, '--sample', sample])).code).toBe(0);
    expect((await run(['check', 'digits'])).output).toMatch(/^ok +digits +1 +\d/m);
  });

  it('never replaces a model unless it is told to, and leaves nothing of one that cannot be loaded', async () => {
    const { run, modelsDir } = modelFolder();
    const broken = path.join(modelsDir, 'broken.onnx');
    writeFileSync(broken, '\u0012\u0004test');
    expect(await run(['add', AFFINE, '--name', 'it'])).toMatchObject({ code: 0 });
    const before = readFileSync(path.join(modelsDir, 'it/manifest.json'), 'utf8');
    expect(await run(['add', path.join(ONNX, 'rows.onnx'), '--name', 'it'])).toMatchObject({
      code: 64,
      output: expect.stringContaining('--force'),
    });
    expect((await run(['add', broken, '--name', 'it', '--force'])).code).toBe(1);
    expect(readFileSync(path.join(modelsDir, 'it/manifest.json'), 'utf8')).toBe(before);
    expect((await run(['add', path.join(ONNX, 'rows.onnx'), '--name', 'it', '--force'])).code).toBe(0);
    expect(readFileSync(path.join(modelsDir, 'it/manifest.json'), 'utf8')).toContain('yolo');
    expect(readdirSync(modelsDir).sort()).toEqual(['broken.onnx', 'it']);
  });

  it.each([
    [['add']],
    [['add', '/nowhere.onnx']],
    [['add', AFFINE, '--name', 'Not A Name']],
    [['add', AFFINE, '--what']],
    [['what']],
    [['encrypt']],
  ])('says how it is called: %j', async (args) => {
    const { run, modelsDir } = modelFolder();
    expect(await run(args)).toMatchObject({ code: 64 });
    expect(readdirSync(modelsDir)).toEqual([]);
  });

  it('asks whoever sits at the terminal for what it cannot know', async () => {
    const { modelsDir, manifestOf } = modelFolder();
    const { add } = (await import(path.join(ROOT, 'dist/worker/model-tool/verbs/add.js'))) as { add: Verb };
    writeFileSync(path.join(modelsDir, 'labels.txt'), 'oat\nrye\n');
    const asked: string[] = [];
    const answers = ['object-detection', path.join(modelsDir, 'labels.txt')];
    const call: Call = {
      positionals: [path.join(ONNX, 'rows.onnx')],
      values: {},
      modelsDir,
      readVariable: () => undefined,
      ask: async (question, proposal) => {
        asked.push(`${question} [${proposal}]`);
        return answers.shift()!;
      },
    };
    expect((await add.run(call)).isOk).toBe(true);
    expect(asked).toEqual(['Task [object-detection]', 'File with 2 labels, one a line [none]']);
    expect(readFileSync(path.join(modelsDir, 'rows/labels.txt'), 'utf8')).toBe('oat\nrye\n');
    answers.push('tensors');
    expect((await add.run({ ...call, values: { force: true } })).isOk).toBe(true);
    expect(manifestOf('rows')).toMatchObject({ task: 'tensors' });
  });

  it.skipIf(!hasFixtures).each([
    [
      'ultraface/version-RFB-320.onnx',
      {
        task: 'object-detection',
        input: { height: 240, width: 320 },
        output: {
          decoder: 'boxes-and-scores',
          boxes: 'boxes',
          scores: 'scores',
          boxFormat: 'xyxy',
          units: 'relative',
          activation: 'none',
          background: 0,
        },
      },
    ],
    ['mnist/mnist.onnx', { task: 'image-classification', input: { color: 'grey', height: 28 } }],
    [
      'mobilenetv2-int8/mobilenet_v2_int8.onnx',
      {
        task: 'image-classification',
        input: { height: 224, shortestSide: 256 },
        output: { activation: 'softmax' },
      },
    ],
  ])('makes a model of what others have made: %s', async (file, expected) => {
    const { run, manifestOf } = modelFolder();
    expect(await run(['add', path.join(FIXTURES, 'onnx', file), '--name', 'it'])).toMatchObject({ code: 0 });
    expect(manifestOf('it')).toMatchObject(expected);
  });
});
