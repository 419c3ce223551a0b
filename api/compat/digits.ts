import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { ImageClassificationResult } from '../../shared/domain/task-result.ts';
import { base64Limit } from './base64-limit.ts';
import type { CompatSystem, CompatTools } from './compat-system.ts';
import { DIGITS_PAGE } from './digits-page.ts';
import { DIGITS_SCRIPT } from './digits-script.ts';
import { sendPage, serveScript } from './page.ts';
import { readImage } from './read-image.ts';
import { Refusal } from './v1-client.ts';

/** Below this many percent the original refuses to say what it sees. */
const LEAST_CERTAINTY = 60;

const NO_IMAGE = { error: 'Aucune image reçue' };
const TOO_UNCERTAIN = {
  error: 'La certitude est trop faible pour une prédiction fiable. Essayez à nouveau.',
};

const bodySchema = z.object({
  image: z.string().min(1),
  label: z.union([z.string(), z.number()]).optional(),
});

/** Handwritten digits: the page with its canvas, and `POST /api/predict` with what was drawn. */
export const digits: CompatSystem = {
  port: 5000,
  mount(app, tools) {
    app.get('/', (c) => sendPage(c, 'Digit classifier', DIGITS_PAGE));
    serveScript(app, '/static/digits.js', DIGITS_SCRIPT);
    predict(app, tools);
    systemInfo(app, tools);
    app.get('/metrics', async (c) => {
      try {
        const Authorization = c.req.header('Authorization');
        return await tools.clientOf(c).ask('/metrics', { headers: Authorization ? { Authorization } : {} });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return c.json({ error: error.message }, error.status as 401);
      }
    });
  },
};

function predict(app: Hono, { deps, clientOf }: CompatTools): void {
  const limit = bodyLimit({ maxSize: base64Limit(deps.config) });
  app.on('POST', ['/api/predict', '/helpdata'], limit, async (c) => {
    const body = bodySchema.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json(NO_IMAGE, 400);
    const { image, label } = body.data;
    try {
      const { result } = await clientOf(c).run({
        model: 'digits',
        file: { name: 'drawing.png', bytes: [readImage(image) ?? Buffer.from(image)] },
        // What it is meant to be, for whoever looks for mistakes.
        fields: () => (label === undefined ? {} : { metadata: JSON.stringify({ label: String(label) }) }),
      });
      if (c.req.path === '/helpdata') return c.json({ message: 'Data saved successfully' });
      const [best] = (result as ImageClassificationResult).labels;
      const certainty = Math.round((best?.score ?? 0) * 10_000) / 100;
      if (!best || certainty < LEAST_CERTAINTY) return c.json(TOO_UNCERTAIN, 400);
      return c.json({ prediction: Number(best.label), certainty, result: best.label });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return c.json({ error: error.message }, error.isOverload ? 503 : 500);
    }
  });
}

type SystemInfo = { host: { cpuPercent: number | null; memory: { usedPercent: number } } };

function systemInfo(app: Hono, { clientOf }: CompatTools): void {
  app.get('/api/system_info', async (c) => {
    try {
      const { host } = await clientOf(c).json<SystemInfo>('/v1/system');
      return c.json({ memory: `${host.memory.usedPercent}%`, cpu: `${host.cpuPercent ?? 0}%` });
    } catch (error) {
      return c.json({ error: (error as Error).message }, 500);
    }
  });
}
