import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFolder } from '../../support/model-folder.ts';

describe('npm run model -- help, list, schema', () => {
  it('names every verb, and every model', async () => {
    const { run, addDigits, modelsDir } = modelFolder();
    addDigits();
    mkdirSync(path.join(modelsDir, 'bad'));
    writeFileSync(path.join(modelsDir, 'bad/manifest.json'), '{');
    const { output } = await run(['help']);
    for (const verb of ['add', 'check', 'encrypt', 'import-nachet', 'list', 'schema', 'help'])
      expect(output).toContain(`npm run model -- ${verb}`);
    const listed = (await run(['list'])).output;
    expect(listed).toMatch(/^digits +1 +image-classification +253048 +1b0b511322ab$/m);
    expect(listed).toMatch(/^bad +broken +manifest\.json is not JSON/m);
    const schema = JSON.parse((await run(['schema'])).output) as Record<string, unknown>;
    expect(JSON.stringify(schema)).toContain('nachet-seed-detector');
  });
});
