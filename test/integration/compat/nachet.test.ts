import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type System, startSystem } from '../../support/system.ts';

const USER = 'a427278e-28df-428f-8937-ddeeef44e72f';
const ROOT = path.join(import.meta.dirname, '../../..');

type Box = {
  box: Record<'topX' | 'topY' | 'bottomX' | 'bottomY', number>;
  label: string;
  box_id: string;
  is_verified?: boolean;
  topN: { label: string }[];
};
type Inference = { inference_id: string; totalBoxes: number; boxes: Box[] };
type Folder = {
  picture_set_id: string;
  folder_name: string;
  nb_pictures: number;
  pictures: { picture_id: string; inference_exist: boolean; is_validated: boolean }[];
};

describe('what nachet’s front end calls', () => {
  let system: System;
  let image: string;
  beforeAll(async () => {
    const seeds = readFileSync(path.join(ROOT, 'models/seed-scan/sample/table.jpg'));
    image = `data:image/jpeg;base64,${seeds.toString('base64')}`;
    system = await startSystem('postgres', { COMPAT: 'nachet:0', MODELS: 'seed-scan,seed-detector,seeds' });
  });
  afterAll(() => system.stop());

  async function call(route: string, body?: object): Promise<{ status: number; json: unknown }> {
    const response = await fetch(system.url + route, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text.startsWith('ok') ? text : JSON.parse(text) };
  }
  const refusal = (text: string) => ({ status: 400, json: [text] });
  const infer = async (model_name: string, more: object = {}) =>
    await call('/inf', {
      image,
      imageDims: [720, 540],
      folder_name: 'test1',
      container_name: USER,
      model_name,
      ...more,
    });
  const folders = async (user = USER) =>
    ((await call('/get-directories', { container_name: user })).json as { folders: Folder[] }).folders;

  test('is there at the root and below /api', async () => {
    expect(await call('/health')).toEqual({ status: 200, json: 'ok' });
    expect(await call('/api/health')).toEqual({ status: 200, json: 'ok' });
    const preflight = await fetch(`${system.url}/api/inf`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'http://localhost:3000',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'access-control-allow-origin,content-type',
      },
    });
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:3000');
    expect(preflight.headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(preflight.headers.get('Access-Control-Max-Age')).toBe('86400');
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toMatch(/Access-Control-Allow-Origin/i);
    const foreign = await fetch(`${system.url}/health`, { headers: { Origin: 'https://elsewhere.example' } });
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const change = (Origin: string) =>
      fetch(`${system.url}/get-user-id`, { method: 'POST', headers: { Origin }, body: '{"email":"a@b.c"}' });
    expect((await change('https://elsewhere.example')).status).toBe(403);
    expect((await change('null')).status).toBe(403);
    expect((await change('http://localhost:3000')).status).toBe(200);
  });

  test('pipelines and species are listed', async () => {
    const { json } = await call('/model-endpoints-metadata');
    expect(json).toContainEqual(
      expect.objectContaining({
        pipeline_name: 'seed-scan',
        model_name: 'seed-scan',
        default: true,
        models: ['seed-detector', 'seeds'],
        pipeline_id: expect.any(String),
      }),
    );
    expect(JSON.stringify(json)).not.toContain('faces');
    const { seeds } = (await call('/seeds')).json as { seeds: { seed_id: string; seed_name: string }[] };
    expect(seeds).toContainEqual({
      seed_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      seed_name: 'Ambrosia artemisiifolia',
    });
    expect(await call('/seed-data/x')).toEqual({ status: 400, json: 'No information found for x.' });
    expect((await call('/reload-seed-data')).json).toEqual(['Seed data reloaded successfully']);
    expect((await call('/get-user-id', { email: 'a@example.org' })).json).toEqual({
      user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('its own test pipeline answers what its own tests expect', async () => {
    expect((await call('/test')).json).toEqual([{ models: ['test_model1'], pipeline_name: 'test_pipeline' }]);
    const { status, json } = await infer('test_pipeline');
    const inference = json as Inference;
    expect(status).toBe(200);
    const keys = [...Object.keys(inference), ...Object.keys(inference.boxes[0]!)].sort();
    expect(keys).toEqual([
      ...['box', 'box_id', 'boxes', 'color', 'filename', 'inference_id', 'label', 'labelOccurrence'],
      ...['models', 'object_type_id', 'overlapping', 'overlappingIndices', 'pipeline_id', 'score'],
      ...['topN', 'top_id', 'totalBoxes'],
    ]);
    expect(inference.boxes[0]).toMatchObject({
      box: { topX: 56, topY: 36, bottomX: 619, bottomY: 302 },
      color: '#ED1C24',
      label: 'Ambrosia artemisiifolia',
    });
  });

  test('a picture of seeds is found, filed, shown again, judged and verified', async () => {
    const user = '00000000-0000-4000-8000-000000000001';
    const { status, json } = await infer('seed-scan', { container_name: user });
    const inference = json as Inference;
    expect(status).toBe(200);
    expect(inference.boxes.length).toBeGreaterThan(1);
    expect(inference.totalBoxes).toBe(inference.boxes.length);
    const [folder] = await folders(user);
    expect(folder).toMatchObject({ folder_name: 'General', nb_pictures: 1 });
    expect(folder!.pictures).toEqual([
      {
        picture_id: inference.inference_id,
        inference_exist: true,
        inference_exists: true,
        is_validated: false,
        is_validation: false,
      },
    ]);
    const picture = { container_name: user, picture_id: inference.inference_id };
    const shown = (await call('/get-picture', picture)).json as { image: string; inference: Inference };
    expect(shown.image.replace('data:image/tiff;base64,', '')).toBe(image.split(',')[1]);
    expect(shown.inference.boxes.map((box) => box.is_verified)).toEqual(inference.boxes.map(() => false));

    const [first, second, ...others] = inference.boxes;
    const said = { userId: user, inferenceId: inference.inference_id };
    const positive = await call('/feedback-positive', {
      ...said,
      boxes: [first, ...others].map((box) => ({ boxId: box!.box_id })),
    });
    expect((positive.json as Inference).boxes.map((box) => box.is_verified)).toEqual(
      inference.boxes.map((_, i) => i !== 1),
    );
    expect(await call('/feedback-positive', { ...said, boxes: [{ boxId: first!.box_id }] })).toEqual(
      refusal(`Datastore Error giving a positive feedback : Box ${first!.box_id} already verified`),
    );
    const negative = await call('/feedback-negative', {
      ...said,
      boxes: [{ boxId: second!.box_id, label: 'Solanum nigrum', classId: 1, box: second!.box }],
    });
    expect(negative.status).toBe(200);
    expect((await folders(user))[0]!.pictures[0]).toMatchObject({ is_validated: true });
    const job = (await (await fetch(`${system.url}/v1/jobs/${inference.inference_id}`)).json()) as object;
    expect(job).toMatchObject({ code: 'not-found' });
    expect(await call('/feedback-negative', { ...said, boxes: [] })).toEqual(
      refusal('Datastore Error giving a negative feedback : Inference already verified'),
    );
  });

  test('boxes are added and deleted', async () => {
    const { json } = await infer('test_pipeline');
    const { inference_id, boxes } = json as Inference;
    const box = { topX: 10, topY: 10, bottomX: 100, bottomY: 100 };
    const answer = await call('/feedback-new-box', {
      userId: USER,
      inferenceId: inference_id,
      boxes: [
        { boxId: boxes[0]!.box_id, label: '', classId: '', box: boxes[0]!.box },
        { boxId: '', label: 'A new one', classId: '', box },
      ],
    });
    expect(answer.status).toBe(200);
    expect((answer.json as Inference).boxes).toMatchObject([{ label: 'A new one', box, is_verified: true }]);
  });

  test('what is missing is said in the words of the original', async () => {
    const missing =
      'API Error during classification : missing request arguments: either folder_name, container_name, imageDims or image is missing';
    for (const field of ['image', 'imageDims', 'folder_name', 'container_name'])
      expect(await infer('test_pipeline', { [field]: '' }), field).toEqual(refusal(missing));
    expect(await infer('wrong_pipeline_name')).toEqual(
      refusal('API Error during classification : model wrong_pipeline_name not found'),
    );
    expect(await infer('test_pipeline', { imageDims: 100 })).toEqual(
      refusal("Error while processing inference results :\n 'int' object is not subscriptable"),
    );
    expect(await infer('test_pipeline', { image: 'data:image/png;base64,aGVsbG8=' })).toEqual(
      refusal('Unhandled API error : Error during classification'),
    );
    expect(await call('/get-directories', {})).toEqual(
      refusal('API Error retrieving user directories : Missing container name'),
    );
    expect(await call('/get-picture', {})).toEqual(
      refusal('API Error retrieving the picture : Missing container name'),
    );
    const feedback = { userId: USER, inferenceId: 'x', boxes: [{ boxId: 'x' }, {}] };
    expect(await call('/feedback-positive', feedback)).toEqual(
      refusal('API Error giving a positive feedback : missing request arguments: boxId is missing in boxes'),
    );
    expect(await call('/feedback-negative', { inferenceId: 'x', boxes: [] })).toEqual(
      refusal(
        'API Error giving a negative feedback : missing request arguments: either userId, inferenceId or boxes is missing',
      ),
    );
  });

  test('folders are made, listed and deleted, by name or by id', async () => {
    const make = async (folder_name: string) =>
      ((await call('/create-dir', { container_name: USER, folder_name })).json as string[])[0]!;
    const id = await make('test_folder_name');
    expect(await make('test_folder_name')).toBe(id);
    expect(await folders()).toContainEqual(
      expect.objectContaining({ folder_name: 'test_folder_name', picture_set_id: id, nb_pictures: 0 }),
    );
    expect(await call('/create-dir', { container_name: USER })).toEqual(
      refusal('API Error creating directory : missing container or directory name'),
    );
    expect((await call('/del', { container_name: USER, folder_name: id })).json).toEqual([true]);
    expect(await call('/del', { container_name: USER, folder_name: 'test_folder_name' })).toEqual(
      refusal('API Error deleting directory : directory does not exist'),
    );
    const other = { container_name: USER, folder_uuid: await make('another') };
    expect((await call('/delete-request', other)).json).toBe(false);
    expect((await call('/delete-permanently', other)).json).toBe(true);
    const last = { container_name: USER, folder_uuid: await make('last') };
    expect((await call('/delete-with-archive', last)).json).toBe(true);
    const general = await make('General');
    expect((await call('/delete-permanently', { container_name: USER, folder_uuid: general })).status).toBe(
      400,
    );
  });

  test('a folder is filled picture by picture', async () => {
    const batch = await call('/new-batch-import', {
      container_name: USER,
      folder_name: 'test_batch_import',
      nb_pictures: 1,
    });
    const { session_id } = batch.json as { session_id: string };
    const upload = { container_name: USER, session_id, seed_name: 'Ambrosia artemisiifolia', image };
    expect(await call('/upload-picture', { ...upload, zoom_level: 2, nb_seeds: 1 })).toEqual({
      status: 200,
      json: [true],
    });
    expect(await folders()).toContainEqual(
      expect.objectContaining({ folder_name: 'test_batch_import', nb_pictures: 1 }),
    );
    const inFolder = { container_name: USER, folder_uuid: session_id };
    expect((await call('/delete-request', inFolder)).json).toBe(true);
    const missing =
      'API Error uploading picture : missing request arguments: either seed_name, session_id, container_name or image is missing';
    for (const field of ['seed_name', 'session_id', 'container_name', 'image'])
      expect(await call('/upload-picture', { ...upload, [field]: undefined }), field).toEqual(
        refusal(missing),
      );
    const wrong =
      'API Error initiating batch upload : wrong request arguments: either container_name or nb_pictures is wrong';
    for (const body of [
      { container_name: '', nb_pictures: 1 },
      { container_name: USER, nb_pictures: 0 },
      { container_name: USER, nb_pictures: '1' },
    ])
      expect(await call('/new-batch-import', body)).toEqual(refusal(wrong));
    expect(await call('/new-batch-import', { container_name: USER })).toEqual(
      refusal(
        'API Error initiating batch upload : missing request arguments: either container_name or nb_pictures is missing',
      ),
    );
  });

  test('pictures are validated in the order of the original', async () => {
    const blue = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: 'blue' } })
        .png()
        .toBuffer();
    const small = await blue(150, 150);
    const asPng = (bytes: Buffer) => `data:image/PNG;base64,${bytes.toString('base64')}`;
    expect((await call('/image-validation', { image: asPng(small) })).json).toEqual([
      createHash('sha256').update(small).digest('hex'),
    ]);
    const error = (what: string) => refusal(`API Error validating image : ${what}`);
    expect(await call('/image-validation', {})).toEqual(error('Missing image'));
    expect(await call('/image-validation', { image: asPng(await blue(1921, 1081)) })).toEqual(
      error('invalid file size: 1921x1081'),
    );
    expect(
      await call('/image-validation', { image: asPng(Buffer.from('just a few words of text')) }),
    ).toEqual(error('invalid file extension: plain'));
    expect(await call('/image-validation', { image: asPng(small).replace('PNG', 'jpeg') })).toEqual(
      error('invalid file header: data:image/jpeg;base64'),
    );
    expect(await call('/image-validation', { image: '!' })).toEqual(
      refusal('Unhandled API error : Error validating image'),
    );
  });
});
