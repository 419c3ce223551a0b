import type { Context, Hono } from 'hono';

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 48rem; margin: 0 auto; padding: 2rem 1.25rem; }
nav a { margin-inline-end: 1rem; }
img, video, canvas { max-width: 100%; }
canvas { border: 1px solid; background: white; touch-action: none; }
table { border-collapse: collapse; }
th, td { text-align: start; vertical-align: top; padding: .25rem 1rem .25rem 0; }
.flash { padding: .5rem 1rem; background: color-mix(in srgb, currentColor 10%, transparent); }
`;

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'";

/** Answers with a page of the older systems: title, and what stands in it as HTML. */
export function sendPage(c: Context, title: string, body: string): Response | Promise<Response> {
  c.header('Content-Security-Policy', POLICY);
  return c.html(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/static/compat.css">
<main>
${body}
</main>
</html>
`);
}

/** The style of all these pages. */
export function serveStyle(app: Hono): void {
  app.get('/static/compat.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
}

/** A script of one of these pages. */
export function serveScript(app: Hono, path: string, script: string): void {
  app.get(path, (c) => c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
}
