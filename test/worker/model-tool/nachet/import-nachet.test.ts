import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadCatalog } from '../../../../shared/catalog.ts';
import { FIXTURES, hasFixtures } from '../../../support/fixtures.ts';
import { modelTool } from '../../../support/model-tool.ts';

const FERNET_KEY = randomBytes(32);

/** As Python's cryptography makes them. */
function encrypt(text: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', FERNET_KEY.subarray(16), iv);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(1_700_000_000n);
  const signed = Buffer.concat([Buffer.from([0x80]), time, iv, cipher.update(text), cipher.final()]);
  const mac = createHmac('sha256', FERNET_KEY.subarray(0, 16)).update(signed).digest();
  const token = Buffer.concat([signed, mac]).toString('base64');
  return token.replaceAll('+', '-').replaceAll('/', '_');
}

const model = (model_name: string, more: object = {}) => ({
  task: null,
  endpoint: `https://${model_name}.example/score`,
  api_key: `key-of-${model_name}`,
  content_type: 'application/json',
  deployment_platform: 'azureml-model-deployment',
  endpoint_name: `${model_name}-endpoint`,
  model_name,
  created_by: 'somebody',
  creation_date: '2024-02-01',
  version: 1,
  description: null,
  job_name: 'neat_job',
  dataset_description: null,
  accuracy: 0.9,
  ...more,
});

const pipeline = (pipeline_name: string, models: string[], more: object = {}) => ({
  pipeline_name,
  models,
  created_by: 'Somebody',
  creation_date: '2024-02-01',
  version: '1',
  description: 'Finds and names seeds.',
  job_name: 'neat_job',
  dataset_description: '15 species, held out',
  accuracy: 0.93,
  default: false,
  ...more,
});

/** A file as nachet has it, in the order that its models happen to have. */
const file = (change: object = {}) => ({
  version: '0.1.3',
  date: '2024-02-26',
  pipelines: [
    pipeline('Swin transformer', ['seed-detector-1', 'swinv1-base-dataaugv2-1'], { default: true }),
    pipeline('Ensemble 27+15', ['seed-detector-1', 'swin-27-spp', 'swin-15e-spp']),
    pipeline('6 seeds', ['m-14of15seeds-6seedsmag']),
  ],
  models: [
    'swin-15e-spp',
    'swinv1-base-dataaugv2-1',
    'swin-27-spp',
    'm-14of15seeds-6seedsmag',
    'seed-detector-1',
  ].map((name) => model(name)),
  ...change,
});

function setup(content: object | string = file()) {
  const tool = modelTool();
  const place = path.join(tool.modelsDir, 'pipelines.yaml');
  writeFileSync(place, typeof content === 'string' ? content : stringify(content));
  const manifestOf = (name: string) => readFileSync(path.join(tool.modelsDir, name, 'manifest.json'), 'utf8');
  const env = { NACHET_BLOB_PIPELINE_DECRYPTION_KEY: FERNET_KEY.toString('base64url') };
  const importing = (args: string[] = [], more: NodeJS.ProcessEnv = env) =>
    tool.run(['import-nachet', place, ...args], more);
  return { ...tool, manifestOf, importing };
}

describe('npm run model -- import-nachet', () => {
  it('makes a model of each pipeline, whose steps are in the order of its own list', async () => {
    const { importing, modelsDir } = setup();
    const { code, output } = await importing();
    expect(code, output).toBe(0);
    const { models, broken } = await loadCatalog(modelsDir);
    expect(broken).toEqual([]);
    expect([...models.keys()]).toEqual(['6-seeds', 'ensemble-27-15', 'swin-transformer']);
    expect(models.get('swin-transformer')?.manifest).toMatchObject({
      default: true,
      version: '1',
      description: 'Finds and names seeds. Made by Somebody on 2024-02-01 in the job neat_job.',
      accuracy: { value: 0.93, metric: 'accuracy', dataset: '15 species, held out' },
      batch: { maxSize: 4 },
      steps: {
        detect: {
          http: {
            url: 'https://seed-detector-1.example/score',
            name: 'seed-detector-1',
            format: 'nachet-seed-detector',
            headers: {
              Authorization: { env: 'NACHET_SEED_DETECTOR_1_API_KEY', prefix: 'Bearer ' },
              'azureml-model-deployment': 'seed-detector-1',
            },
          },
        },
        classify: [{ http: { name: 'swinv1-base-dataaugv2-1', format: 'nachet-swin' } }],
      },
    });
    expect(models.get('ensemble-27-15')?.manifest).toMatchObject({
      default: false,
      steps: {
        classify: [
          { http: { name: 'swin-27-spp', format: 'nachet-torch-swin' } },
          { http: { name: 'swin-15e-spp' }, labels: ['012 Ambrosia*', '013 Ambrosia*', '014 Ambrosia*'] },
        ],
      },
    });
    expect(models.get('6-seeds')?.manifest).toMatchObject({ steps: { classify: [] } });
  });

  it('prints the keys as lines for the environment, and writes none into a manifest', async () => {
    const { importing, manifestOf } = setup();
    const { output } = await importing();
    expect(output).toContain('\nNACHET_SWIN_27_SPP_API_KEY=key-of-swin-27-spp\n');
    for (const name of ['swin-transformer', 'ensemble-27-15', '6-seeds'])
      expect(manifestOf(name)).not.toContain('key-of-');
  });

  it('writes the keys where nobody else reads them, and not over another file', async () => {
    const { importing, modelsDir } = setup();
    const keys = path.join(modelsDir, 'keys.env');
    const { code, output } = await importing(['--write-env', keys]);
    expect(code, output).toBe(0);
    expect(output).not.toContain('key-of-');
    expect(readFileSync(keys, 'utf8').trim().split('\n').length).toBe(5);
    expect(statSync(keys).mode & 0o777).toBe(0o600);
    expect(await importing(['--write-env', keys, '--force'])).toMatchObject({ code: 64 });
    expect(await importing([])).toMatchObject({ code: 64, output: expect.stringContaining('--force') });
    expect(await importing(['--force'])).toMatchObject({ code: 0 });
  });

  it('opens what is encrypted, and says what it cannot open', async () => {
    const models = file().models.map((one) => ({
      ...one,
      endpoint: encrypt(one.endpoint),
      api_key: encrypt(one.api_key),
    }));
    const { importing, manifestOf, modelsDir } = setup(file({ models }));
    expect(await importing([], {})).toMatchObject({
      code: 64,
      output: expect.stringContaining('endpoint of seed-detector-1: it is encrypted; set NACHET_BLOB'),
    });
    const other = { NACHET_BLOB_PIPELINE_DECRYPTION_KEY: randomBytes(32).toString('base64url') };
    expect((await importing([], other)).output).toContain('encrypted with another key');
    expect(readdirSync(modelsDir)).toEqual(['pipelines.yaml']);
    const { code, output } = await importing();
    expect(code).toBe(0);
    expect(output).toContain('NACHET_SEED_DETECTOR_1_API_KEY=key-of-seed-detector-1');
    expect(manifestOf('6-seeds')).toContain('https://m-14of15seeds-6seedsmag.example/score');
  });

  it('reads JSON, and `tasks` as the template has it', async () => {
    const odd = model('seed-detector-9', { task: undefined, tasks: 'object-detection' });
    const content = file({
      pipelines: [pipeline('new', ['seed-detector-9'], { default: true })],
      models: [odd],
    });
    const { importing } = setup(JSON.stringify(content));
    const { code, output } = await importing();
    expect(code, output).toBe(0);
    expect(output).toContain(
      'seed-detector-9 is not known: it is spoken to in the form nachet-seed-detector',
    );
  });

  it('lets models of this machine be asked by http, and others where their network is named', async () => {
    const local = (endpoint: string) =>
      file({
        pipelines: [pipeline('near', ['local-seed-detector-1'], { default: true })],
        models: [model('local-seed-detector-1', { endpoint, api_key: null })],
      });
    const near = setup(local('http://localhost:9000/score'));
    expect((await near.importing()).output).toContain('has no api_key');
    expect(near.manifestOf('near')).toContain('"127.0.0.1"');
    const inside = setup(local('http://models.internal:9000/score'));
    expect(await inside.importing()).toMatchObject({ code: 64, output: expect.stringContaining('--allow') });
    expect(await inside.importing(['--allow', '10/8'])).toMatchObject({ code: 64 });
    expect(await inside.importing(['--allow', '10.0.0.0/8'])).toMatchObject({ code: 0 });
    expect(inside.manifestOf('near')).toContain('"10.0.0.0/8"');
  });

  const without = (field: string) => file().models.map(({ ...one }) => ({ ...one, [field]: undefined }));
  it.each([
    [
      file({ pipelines: [pipeline('a', ['seed-detector-1'])] }),
      'no pipeline was set as default, please set one by setting the default value as True',
    ],
    [file({ pipelines: [pipeline('a', ['nobody'], { default: true })] }), 'has a model "nobody"'],
    [
      file({ pipelines: [pipeline('a', ['swin-27-spp'], { default: true })] }),
      'first model must find objects',
    ],
    [
      file({
        pipelines: [
          pipeline('A b', ['seed-detector-1'], { default: true }),
          pipeline('a-b', ['seed-detector-1']),
        ],
      }),
      'Two pipelines would be called "a-b"',
    ],
    [
      file({ models: [model('test')], pipelines: [pipeline('a', ['test'], { default: true })] }),
      'Model "test" is not known',
    ],
    [file({ models: [...file().models, model('swin-27-spp')] }), 'two models "swin-27-spp"'],
    [file({ models: without('endpoint') }), 'models.0.endpoint: is missing'],
    [file({ models: without('model_name') }), 'models.0.model_name: is missing'],
    [file({ pipelines: [] }), 'pipelines: is empty'],
    [file({ models: file().models.map((one) => ({ ...one, endpoint: 'nowhere' })) }), 'is not a URL'],
    ['api_key: "key-of-\n  : : [', 'neither YAML nor JSON'],
    ['', 'no file of pipelines'],
  ])('says what is wrong with a file, shows no key and makes nothing: %#', async (content, reason) => {
    const { importing, modelsDir } = setup(content);
    const { code, output } = await importing();
    expect(output).toContain(reason);
    expect(output).not.toContain('key-of-');
    expect(code).toBe(64);
    expect(readdirSync(modelsDir)).toEqual(['pipelines.yaml']);
  });

  it.skipIf(!hasFixtures)('takes neither an empty template nor a list of models for a file', async () => {
    const { run, modelsDir } = modelTool();
    for (const name of ['pipeline_template.yaml', 'frontend_static_model_data.json']) {
      const place = path.join(FIXTURES, 'nachet', name);
      expect(existsSync(place)).toBe(true);
      expect(await run(['import-nachet', place])).toMatchObject({
        code: 64,
        output: expect.stringContaining('no file of pipelines'),
      });
    }
    expect(readdirSync(modelsDir)).toEqual([]);
  });
});
