import type { OpenAPIHono } from '@hono/zod-openapi';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Penstock</title>
<link rel="stylesheet" href="/home.css">
<main>
  <h1>Penstock</h1>
  <p>Durable jobs for ONNX models: send a file, get <code>202</code> with a job, read the result by poll, long-poll,
  event stream or in the same request.</p>
  <h2>Try it</h2>
  <pre><code>curl -o seven.png http://localhost:3000/v1/models/digits/sample
curl -F model=digits -F file=@seven.png -H 'Prefer: wait=10' \\
  http://localhost:3000/v1/jobs</code></pre>
  <h2>Where to go</h2>
  <ul>
    <li><a href="/docs">API reference</a> and its <a href="/openapi.json">OpenAPI document</a></li>
    <li><a href="/v1/models">Models</a></li>
    <li><a href="/v1/jobs">Jobs</a></li>
    <li><a href="/v1/system">System</a>, <a href="/metrics">metrics</a>, <a href="/readyz">readiness</a></li>
  </ul>
</main>
</html>
`;

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; }
main { max-width: 42rem; padding: 2rem 1.25rem; }
h1 { font-size: 2.25rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
pre { overflow-x: auto; padding: 1rem; border-radius: .5rem; background: color-mix(in srgb, currentColor 8%, transparent); }
code { font-size: .9em; }
th, td { text-align: start; padding: .25rem 1rem .25rem 0; vertical-align: top; }
tr:target { background: color-mix(in srgb, currentColor 12%, transparent); }
`;

/** `GET /`: what this is and where to go. The address in the example is the one that was asked. */
export function home(app: OpenAPIHono): void {
  app.get('/', (c) => {
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
    return c.html(PAGE.replaceAll('http://localhost:3000', escapeHtml(new URL(c.req.url).origin)));
  });
  app.get('/home.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
