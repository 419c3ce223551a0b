import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { PAGE_PATHS } from '../../shared/domain/page-paths.ts';
import { matchesEtag } from '../etag.ts';

/**
 * Scripts, styles and requests go to this server alone, and nothing is written into the document. Pictures and videos
 * may be those that somebody has just chosen, drawn or filmed.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const compress = promisify(gzip);

/**
 * `GET /`, the other addresses of the web page, and its files: what the build has made of `web/`.
 *
 * @returns answers with the page for an address that nobody else has, so that it can say so itself
 */
export function webPage(app: OpenAPIHono): { notFound(c: Context): Promise<Response | undefined> } {
  const folder = buildFolder();
  const files = new Map<string, Promise<{ plain: Buffer; gzipped: Buffer }>>();

  for (const page of Object.values(PAGE_PATHS)) app.get(page, (c) => sendPage(c, 200));

  app.get('/assets/:file', async (c) => {
    const file = c.req.param('file');
    const type = TYPES[path.extname(file)];
    if (!type || !/^[\w-]+(\.[\w-]+)+$/.test(file)) throw noSuchFile();
    const { plain, gzipped } = await load(file);
    const isGzipped = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '') && gzipped.length < plain.length;
    return c.body(new Uint8Array(isGzipped ? gzipped : plain), 200, {
      'Content-Type': type,
      // Its name changes with its content.
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      ...(isGzipped && { 'Content-Encoding': 'gzip' }),
    });
  });

  async function sendPage(c: Context, status: 200 | 404): Promise<Response> {
    const html = await readFile(path.join(folder, 'index.html')).catch((cause) => {
      throw new AppError('not-found', 'The web page has not been built: npm run build', { cause });
    });
    const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
    c.header('Content-Security-Policy', POLICY);
    c.header('Permissions-Policy', 'camera=(self), microphone=(), geolocation=()');
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cache-Control', 'no-cache');
    c.header('ETag', etag);
    if (status === 200 && matchesEtag(c.req.header('If-None-Match'), etag)) return c.body(null, 304);
    return c.html(html.toString(), status);
  }

  /** Each file is read and compressed once. */
  function load(file: string) {
    const loading =
      files.get(file) ??
      readFile(path.join(folder, 'assets', file)).then(
        async (plain) => ({ plain, gzipped: await compress(plain, { level: 9 }) }),
        () => {
          files.delete(file);
          throw noSuchFile();
        },
      );
    files.set(file, loading);
    return loading;
  }

  return {
    async notFound(c) {
      const isForPeople = c.req.method === 'GET' && c.req.header('Accept')?.includes('text/html');
      if (!isForPeople || /^\/(v1|docs|assets)(\/|$)/.test(c.req.path)) return undefined;
      return existsSync(path.join(folder, 'index.html')) ? await sendPage(c, 404) : undefined;
    },
  };
}

function noSuchFile(): AppError {
  return new AppError('not-found', 'There is no such file');
}

/** Beside the sources, and one folder further from the compiled code. */
function buildFolder(): string {
  const candidates = ['../../web/dist', '../../../web/dist'].map((up) => path.join(import.meta.dirname, up));
  return candidates.find((folder) => existsSync(path.join(folder, 'index.html'))) ?? candidates[1]!;
}
