import type { Context, Hono, Next } from 'hono';
import type { CompatTools } from '../compat-system.ts';
import { sendPage, serveScript } from '../page.ts';
import { flashed } from './flash.ts';
import { CAMERA_SCRIPT, PREDICT_SCRIPT } from './scripts.ts';
import { signedIn } from './signed-in.ts';

const TITLE = 'Face emotion';

/** What a page of members says to everybody else. */
const MEMBERS_ONLY =
  "You must be logged in to access this page!<br><a href = '/login'></b>click here to log in</b></a>";

const VISITORS = `<nav><a href="/">Start</a> <a href="/login">Log in</a> <a href="/register/">Register</a></nav>`;
const MEMBERS = `<nav><a href="/home">Home</a> <a href="/upload">Upload</a> <a href="/camera">Camera</a>
<a href="/history">History</a> <a href="/profile">Profile</a> <a href="/logout">Log out</a></nav>`;

const HOME = `<h1>Face emotion</h1>
<p>Finds faces in a picture and says what they show: large and small model, or one pass for both.</p>`;

const CAMERA = `<h1>Camera</h1>
<video id="video" width="640" height="480" autoplay muted playsinline hidden></video>
<img id="result" alt="Your camera, faces marked">
<p id="status" role="status"></p>
<script type="module" src="/static/camera.js"></script>`;

/** The pages where pictures are shown to the models. */
export function pages(app: Hono, tools: CompatTools): void {
  serveScript(app, '/static/predict.js', PREDICT_SCRIPT);
  serveScript(app, '/static/camera.js', CAMERA_SCRIPT);

  app.on(['GET', 'POST'], '/', async (c, next: Next) => {
    // A form that comes here is meant for whoever else has this address.
    if (c.req.header('Content-Type')?.startsWith('multipart/form-data')) return await next();
    return (await signedIn(c, tools)) ? memberPage(c, HOME) : visitorPage(c, predictPage('/predict_api'));
  });
  app.get('/home', (c) => forMembers(c, tools, () => memberPage(c, HOME)));
  app.get('/upload', (c) => forMembers(c, tools, () => memberPage(c, predictPage('/predict_upload_api'))));
  app.get('/camera', (c) => forMembers(c, tools, () => memberPage(c, CAMERA)));
}

function predictPage(api: string): string {
  const models = [
    ['inception-resnet', 'Large'],
    ['mobilenetv2', 'Small'],
    ['yolo3', 'One pass'],
  ].map(
    ([value, text], i) =>
      `<label><input type="radio" name="model" value="${value}"${i === 0 ? ' checked' : ''}> ${text}</label>`,
  );
  return `<h1>Upload a picture</h1>
<form id="form" data-api="${api}">
  <fieldset><legend>Model</legend>${models.join('\n')}</fieldset>
  <p><input type="file" id="file" accept="image/*" required> <button>Predict</button></p>
</form>
<p id="status" role="status"></p>
<img id="result" alt="" hidden>
<table id="faces"></table>
<script type="module" src="/static/predict.js"></script>`;
}

/** A page for those who are not signed in. */
export function visitorPage(c: Context, body: string): Response | Promise<Response> {
  return sendPage(c, TITLE, VISITORS + flashed(c) + body);
}

/** A page for those who are. */
export function memberPage(c: Context, body: string): Response | Promise<Response> {
  return sendPage(c, TITLE, MEMBERS + flashed(c) + body);
}

/** Answers those who are signed in; tells all others to sign in. */
export async function forMembers(
  c: Context,
  tools: CompatTools,
  answer: (account: NonNullable<Awaited<ReturnType<typeof signedIn>>>) => Response | Promise<Response>,
): Promise<Response> {
  const account = await signedIn(c, tools);
  return account ? await answer(account) : c.html(MEMBERS_ONLY);
}
