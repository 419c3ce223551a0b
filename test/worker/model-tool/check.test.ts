import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFarEnd } from '../../support/far-end.ts';
import { DIGITS, modelFolder } from '../../support/model-folder.ts';

describe('npm run model -- check', () => {
  it('runs every sample of the bundled models', async () => {
    const { run, addDigits } = modelFolder();
    addDigits();
    const { code, output } = await run(['check']);
    expect(output).toMatch(/^ok +digits +5 /m);
    expect(code).toBe(0);
  });

  it('finds an answer that is another one, a broken manifest and a file that does not load, each by itself', async () => {
    const { run, addDigits, change, modelsDir } = modelFolder();
    addDigits();
    change('digits', 'sample/expected.json', (text) => text.replace('0.991', '0.9'));
    for (const name of ['torn', 'wrong']) mkdirSync(path.join(modelsDir, name));
    writeFileSync(path.join(modelsDir, 'torn/manifest.json'), '{ "name": "torn", "task": "tensors" }');
    writeFileSync(path.join(modelsDir, 'torn/model.onnx'), '\u0012\u0004test');
    writeFileSync(path.join(modelsDir, 'wrong/manifest.json'), '{ "name": "wrong", "task": "magic" }');
    const { code, output } = await run(['check']);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^FAILED +digits .*five-thin-off-centre\.png: result\.labels\.0\.score is 0\.99\d+, not 0\.9$/m,
    );
    expect(output).toMatch(/^FAILED +torn .*ONNX Runtime/m);
    expect(output).toMatch(/^FAILED +wrong .*task/m);
    expect((await run(['check', 'nobody'])).output).toMatch(/^FAILED +nobody .*no such folder/m);
  });

  it('keeps a model from being loaded whose own sample has another answer', async () => {
    const { run, addDigits, change } = modelFolder();
    addDigits();
    change('digits', 'sample/expected.json', (text) => text.replace('"7", "score"', '"1", "score"'));
    expect((await run(['check'])).output).toMatch(
      /another answer than expected: result\.labels\.0\.label is "7", not "1"/,
    );
  });

  it('writes down what comes out now', async () => {
    const { run, addDigits, modelsDir } = modelFolder();
    addDigits();
    const place = path.join(modelsDir, 'digits/sample/expected.json');
    writeFileSync(place, '{ "samples": { "seven.png": { "result": { "certain": false } } } }');
    expect((await run(['check'])).code).toBe(1);
    expect((await run(['check', '--write'])).code).toBe(0);
    const { samples } = JSON.parse(readFileSync(place, 'utf8')) as { samples: Record<string, unknown> };
    expect(Object.keys(samples).length).toBe(5);
    expect(samples['seven.png']).toMatchObject({ result: { certain: true } });
    expect((await run(['check'])).code).toBe(0);
  });

  it('asks models that run elsewhere, and says which does not answer', async () => {
    let isAway = false;
    const farEnd = await startFarEnd((_request, response) =>
      isAway
        ? void response.writeHead(401).end()
        : { objects: [{ box: [1, 2, 3, 4], label: 'seven', score: 0.9 }] },
    );
    const { run, modelsDir } = modelFolder();
    mkdirSync(path.join(modelsDir, 'far/sample'), { recursive: true });
    cpSync(path.join(DIGITS, 'sample/seven.png'), path.join(modelsDir, 'far/sample/seven.png'));
    const http = { url: farEnd.url, allow: ['127.0.0.1'], headers: { 'X-Key': { env: 'FAR_KEY' } } };
    writeFileSync(
      path.join(modelsDir, 'far/manifest.json'),
      JSON.stringify({ name: 'far', task: 'pipeline', sample: 'seven.png', steps: { detect: { http } } }),
    );
    expect((await run(['check'], { FAR_KEY: 'k' })).output).toMatch(/^ok +far +1/m);
    expect((await run(['check'])).output).toMatch(/^FAILED +far .*FAR_KEY is not set/m);
    isAway = true;
    expect((await run(['check'], { FAR_KEY: 'k' })).output).toMatch(/^FAILED +far .*detect answered 401$/m);
    expect((await run(['list'])).output).toMatch(/^far .* 1 step runs elsewhere$/m);
  });
});
