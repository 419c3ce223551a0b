import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sniffImage } from '../../../shared/domain/image-header.ts';
import { readCases } from '../../support/fixtures.ts';
import { type System, startSystem } from '../../support/system.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const EMOTIONS = ['Angry', 'Disgust', 'Fear', 'Happy', 'Neutral', 'Sad', 'Surprise'];
const ONE_STAGE = ['Neutral', 'Happiness', 'Sadness', 'Surprise', 'Fear', 'Disgust', 'Anger'];

type Face = { face: string; prediction: { emotion: string; probability: string }[] };
type Answer = { found: boolean; image: string; faces: Face[] };
type Case = {
  id: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  json?: { image?: string };
  expect: { json?: object };
};

const cases = readCases<Case[]>('faces/http_cases.json', []).filter(
  (one) => one.expect.json && !one.json?.image?.startsWith('<'),
);

describe('face emotions', () => {
  let system: System;
  const face = readFileSync(path.join(ROOT, 'models/faces-large/sample/astronaut.jpg')).toString('base64');
  let noFace: string;
  beforeAll(async () => {
    const grey = { create: { width: 64, height: 48, channels: 3 as const, background: '#888' } };
    noFace = (await sharp(grey).jpeg().toBuffer()).toString('base64');
    system = await startSystem('postgres', { COMPAT: 'faces:0', MODELS: '' });
  });
  afterAll(() => system.stop());

  const post = async (route: string, json: object, cookie = '') =>
    (await (
      await fetch(system.url + route, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Cookie: cookie },
        body: JSON.stringify(json),
      })
    ).json()) as Answer;
  const isJpeg = (base64: string) => sniffImage(Buffer.from(base64, 'base64'))?.mediaType === 'image/jpeg';

  test.for(cases.map((one) => [one.id, one] as const))('%s', async ([, one]) => {
    const response = await fetch(system.url + one.path, {
      method: one.method,
      headers: { ...(one.json && { 'Content-Type': 'application/json' }), ...one.headers },
      ...(one.method === 'POST' && { body: one.body ?? JSON.stringify(one.json) }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(one.expect.json);
  });

  test.each(['inception-resnet', 'mobilenetv2', 'whatever'])(
    'all seven of each face by %s',
    async (model) => {
      const answer = await post('/predict_api', { image: face, model });
      expect(answer.found).toBe(true);
      expect(isJpeg(answer.image)).toBe(true);
      expect(answer.faces).toHaveLength(1);
      const { face: crop, prediction } = answer.faces[0]!;
      expect(isJpeg(crop)).toBe(true);
      expect(prediction.map(({ emotion }) => emotion).sort()).toEqual(EMOTIONS);
      const written = prediction.map(({ probability }) => probability);
      for (const one of written) expect(one).toMatch(/^[01]\.\d\d$/);
      expect(written).toEqual([...written].sort().reverse());
    },
  );

  test('one of each face in one pass', async () => {
    const { faces } = await post('/predict_api', { image: face, model: 'yolo3' });
    expect(faces.length).toBeGreaterThan(0);
    for (const { prediction } of faces) {
      expect(prediction).toHaveLength(1);
      expect(ONE_STAGE).toContain(prediction[0]!.emotion);
    }
  });

  test('the picture alone for the camera, and nothing where there is no face', async () => {
    const answer = await post('/predict_img_only_api', { image: face });
    expect(Object.keys(answer).sort()).toEqual(['found', 'image']);
    expect(isJpeg(answer.image)).toBe(true);
    expect(await post('/predict_img_only_api', { image: noFace })).toEqual({ found: false });
    const upload = { image: noFace, model: 'inception-resnet', img_name: 'a.jpg' };
    expect(await post('/predict_api', upload)).toEqual({ found: false });
    expect(await post('/predict_upload_api', upload)).toEqual({ found: false });
  });

  test('pages ask visitors to sign in, and show members what they have uploaded', async () => {
    for (const page of ['/home', '/upload', '/camera', '/history', '/profile', '/logout'])
      expect(await (await fetch(system.url + page)).text(), page).toBe(
        "You must be logged in to access this page!<br><a href = '/login'></b>click here to log in</b></a>",
      );
    const send = (route: string, form: Record<string, string>) =>
      fetch(system.url + route, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    const flashOf = (response: Response) =>
      decodeURIComponent(/flash=([^;]*)/.exec(response.headers.getSetCookie().join('\n'))?.[1] ?? '');
    const who = { email: 'someone@example.org', password: 'secret12' };

    const mismatch = await send('/register/', { ...who, password2: 'other' });
    expect([mismatch.status, mismatch.headers.get('Location'), flashOf(mismatch)]).toEqual([
      302,
      '/register/',
      'Passwords are different',
    ]);
    const registered = await send('/register/', { ...who, password2: who.password });
    expect([registered.status, registered.headers.get('Location'), flashOf(registered)]).toEqual([
      302,
      '/login',
      'Congratulations, you are now a registered user!',
    ]);
    expect(flashOf(await send('/register/', { ...who, password2: who.password }))).toBe('EMAIL_EXISTS');
    expect(await (await send('/login', { ...who, password: 'wrong' })).text()).toContain(
      'INVALID_LOGIN_CREDENTIALS',
    );
    const login = await send('/login', who);
    expect([login.status, login.headers.get('Location'), flashOf(login)]).toEqual([
      302,
      '/home',
      'Successful login!',
    ]);
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const pageOf = async (route: string) =>
      await (await fetch(system.url + route, { headers: { Cookie: cookie } })).text();
    expect(await pageOf('/home')).toContain('Successful login!');

    await post('/predict_upload_api', { image: face, model: 'mobilenetv2', img_name: '<me>.jpg' }, cookie);
    const history = await pageOf('/history');
    expect(history).toContain('&#60;me&#62;.jpg');
    for (const emotion of EMOTIONS) expect(history).toContain(emotion);
    for (const [, source] of history.matchAll(/<img src="([^"]+)"/g)) {
      const picture = await fetch(system.url + source, { headers: { Cookie: cookie } });
      expect(picture.headers.get('Content-Type')).toBe('image/jpeg');
      expect(await (await fetch(system.url + source)).text()).toContain('You must be logged in');
    }
    expect(await pageOf('/profile')).toMatch(/someone@example\.org[\s\S]*Predictions: 1/);

    const logout = await fetch(`${system.url}/logout`, { headers: { Cookie: cookie }, redirect: 'manual' });
    expect([logout.status, logout.headers.get('Location'), flashOf(logout)]).toEqual([
      302,
      '/login',
      'Successful log out!',
    ]);
    expect(await pageOf('/home')).toContain('You must be logged in');
  });
});
