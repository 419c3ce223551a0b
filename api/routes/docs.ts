import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { ERRORS } from '../../shared/domain/errors.ts';

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

/** `GET /openapi.json`, generated from the schemas that the routes validate with, and `/docs`, a page to read it. */
export function docs(app: OpenAPIHono, version: string): void {
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: TITLE, version, description: 'Durable inference jobs for ONNX models.' },
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
<link rel="stylesheet" href="/home.css">
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
