import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { ERRORS } from '../../shared/domain/errors.ts';
import { SESSION_COOKIE } from '../access/credentials.ts';

const TITLE = 'Penstock API';

/** The files of the reference page that are served from the package, so that it works offline. */
const ASSETS = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
]);

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TITLE}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, tryItOutEnabled: true });\n`;

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; }
main { max-width: 42rem; padding: 2rem 1.25rem; }
h1 { font-size: 2.25rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
pre { overflow-x: auto; padding: 1rem; border-radius: .5rem; background: color-mix(in srgb, currentColor 8%, transparent); }
code { font-size: .9em; }
th, td { text-align: start; padding: .25rem 1rem .25rem 0; vertical-align: top; }
tr:target { background: color-mix(in srgb, currentColor 12%, transparent); }
`;

/** `GET /openapi.json`, generated from the schemas that the routes validate with, and `/docs`, a page to read it. */
export function docs(app: OpenAPIHono, version: string): void {
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const describe = () =>
    JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: TITLE, version, description: 'Durable inference jobs for ONNX models.' },
        // Asked for with `AUTH=keys` alone.
        security: [{ key: [] }, { session: [] }],
      }),
    );
  // Made once, when all routes are there: it takes about 100 ms, and anybody may ask for it.
  let text: string | undefined;
  app.get('/openapi.json', (c) => {
    text ??= describe();
    return c.body(text, 200, { 'Content-Type': 'application/json' });
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `pk_…`',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'Of `POST /v1/session`. Changes need the `X-CSRF-Token` of `GET /v1/session` as well',
  });
  app.get('/docs', (c) => {
    // Swagger UI sets style attributes; scripts come from here alone.
    c.header(
      'Content-Security-Policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
    );
    return c.html(PAGE);
  });
  app.get('/docs/errors', (c) => {
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
    return c.html(errorsPage());
  });
  app.get('/docs/start.js', (c) => c.body(START, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  app.get('/docs/errors.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  for (const [asset, type] of ASSETS)
    app.get(`/docs/${asset}`, async (c) =>
      c.body(new Uint8Array(await readFile(path.join(folder, asset))), 200, { 'Content-Type': type }),
    );
}

/** What `type` of a problem points to: every code, what it means, and whether to try again. */
function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { title, retryable }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${title}</td><td>${retryable ? 'yes' : 'no'}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Errors of the ${TITLE}</title>
<link rel="stylesheet" href="/docs/errors.css">
<main>
  <h1>Errors</h1>
  <table>
    <thead><tr><th>Code</th><th>Meaning</th><th>Worth another try</th></tr></thead>
    <tbody>${rows.join('\n')}</tbody>
  </table>
</main>
</html>
`;
}
