import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeJob, type Fate, lookAt, makeJob, queued } from './fake-job.ts';

/** A running fake; disposing of it cuts its connections. */
export type FakePenstock = AsyncDisposable & {
  readonly url: string;
  /** What was submitted, in order: path with query, and headers. */
  readonly submissions: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** The most connections that were open at a time. */
  mostConnections(): number;
};

/**
 * A server that speaks as much of the api as a load needs, serves every job at once, and serves it as badly as it is
 * told to.
 *
 * @param fateOf by the number of the submission, from 1
 * @param onSubmit called before a submission is answered; the answer waits for it
 */
export async function startFakePenstock(
  fateOf: (n: number) => Fate = () => 'served',
  { onSubmit = () => {}, pageSize = 200 }: { onSubmit?: (n: number) => unknown; pageSize?: number } = {},
): Promise<FakePenstock> {
  const jobs: FakeJob[] = [];
  const submissions: FakePenstock['submissions'] = [];
  let open = 0;
  let most = 0;

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.on('connection', (socket) => {
    most = Math.max(most, ++open);
    socket.once('close', () => open--);
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://server');
    const [, , kind, id, part] = url.pathname.split('/');
    if (kind === 'models')
      return part
        ? send(response, 200, Buffer.from('a sample'))
        : send(response, id === 'digits' ? 200 : 404, {});
    if (kind === 'system')
      return send(response, 200, { queues: [{ model: 'digits', waiting: jobs.length, running: 0 }] });
    if (kind !== 'jobs') return send(response, 404, {});
    if (request.method === 'POST') return await submit(request, response, url);
    if (!id) return list(response, url);
    const job = jobs.find((one) => one.id === id);
    if (!job || job.fate === 'forgotten') return send(response, 404, { code: 'not-found' });
    if (part === 'events') return stream(request, response, job);
    return send(response, 200, lookAt(job), { ETag: '"3"' });
  };

  const submit = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    submissions.push({ path: request.url ?? '', headers: request.headers });
    const n = submissions.length;
    const fate = fateOf(n);
    await onSubmit(n);
    if (fate === 'refused') return send(response, 429, {}, { 'Retry-After': '1' });
    if (fate === 'server-error') return send(response, 500, {});
    if (fate === 'cut-before') return void request.socket.destroy();
    const before = jobs.at(-1);
    const job =
      fate === 'same-id' && before ? before : makeJob(fate, Buffer.concat(chunks), url.searchParams);
    if (job !== before) jobs.push(job);
    if (fate === 'doubled') jobs.push(makeJob(fate, Buffer.concat(chunks), url.searchParams));
    if (fate === 'cut-after') return void request.socket.destroy();
    const isWaitedFor = request.headers['prefer'] !== undefined && fate !== 'never-ends';
    send(response, isWaitedFor ? 200 : 202, isWaitedFor ? lookAt(job) : queued(job));
  };

  const list = (response: ServerResponse, url: URL): void => {
    const listed = jobs.filter(({ fate }) => fate !== 'forgotten').reverse();
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const next = from + Math.min(pageSize, Number(url.searchParams.get('limit')));
    const nextCursor = next < listed.length ? String(next) : null;
    send(response, 200, { jobs: listed.slice(from, next).map(lookAt), nextCursor });
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    submissions,
    mostConnections: () => most,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function stream(request: IncomingMessage, response: ServerResponse, job: FakeJob): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const event = (id: number, name: string, view: Record<string, unknown>) =>
    response.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(view)}\n\n`);
  response.write('retry: 2000\n\n');
  const seen = Number(request.headers['last-event-id'] ?? 0);
  if (seen < 1) event(1, 'queued', queued(job));
  if (job.fate === 'stream-breaks' && seen < 1) return void response.end();
  if (job.fate !== 'never-ends') event(2, 'succeeded', lookAt(job));
  if (job.fate === 'ends-twice') event(3, 'succeeded', lookAt(job));
  if (job.fate !== 'never-ends') response.end();
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Length': bytes.length, ...headers }).end(bytes);
}
