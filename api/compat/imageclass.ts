import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ImageClassificationResult } from '../../shared/domain/task-result.ts';
import { escapeHtml } from '../html.ts';
import type { CompatSystem } from './compat-system.ts';
import { defaultModel } from './default-model.ts';
import { sendPage } from './page.ts';
import { Refusal } from './v1-client.ts';

const TITLE = 'Image classification';

const FORM = `<form action="/" method="post" enctype="multipart/form-data">
  <input type="file" name="file" accept="image/*">
  <input type="submit" value="Classify">
</form>`;

const MISSING_FILE = {
  detail: [{ loc: ['body', 'file'], msg: 'field required', type: 'value_error.missing' }],
};

/** Image classification for a browser, curl, and the load scripts: `POST /` with a file gives a page with the label. */
export const imageclass: CompatSystem = {
  port: 8000,
  mount(app, { deps, clientOf }) {
    app.get('/', (c) => c.redirect('/static/index.html', 307));
    app.get('/static/index.html', (c) => sendPage(c, TITLE, FORM));
    app.post('/', bodyLimit({ maxSize: deps.config.MAX_UPLOAD_BYTES + 65_536 }), async (c) => {
      const file = await fileOf(c);
      if (!file) return c.json(MISSING_FILE, 422);
      try {
        const { result } = await clientOf(c).run({
          model: defaultModel(deps.catalog, 'image-classification', 'objects'),
          file: { name: file.name, bytes: [new Uint8Array(await file.arrayBuffer())] },
        });
        const [best] = (result as ImageClassificationResult).labels;
        return sendPage(c, TITLE, answerOf(best?.label ?? ''));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.isOverload) return c.text('Service Unavailable', 503, { 'Retry-After': '2' });
        return c.text('Internal Server Error', 500);
      }
    });
  },
};

async function fileOf(c: Context): Promise<File | undefined> {
  const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
  return form['file'] instanceof File ? form['file'] : undefined;
}

function answerOf(label: string): string {
  return `<div id="classification">${escapeHtml(label)}</div>
<form action="/" method="get"><input type="submit" value="Back"></form>`;
}
