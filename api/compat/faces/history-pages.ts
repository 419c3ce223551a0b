import type { Hono } from 'hono';
import { findAccount } from '../../../shared/access/accounts.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { PipelineResult } from '../../../shared/domain/task-result.ts';
import { escapeHtml } from '../../html.ts';
import type { CompatTools } from '../compat-system.ts';
import { findFolder } from '../folder.ts';
import { Refusal } from '../v1-client.ts';
import { forMembers, memberPage } from './pages.ts';
import { predictionOf, UPLOADS } from './predict.ts';

type Page = { readonly jobs: readonly Job[]; readonly nextCursor: string | null };

/** `/history`, with the pictures in it, and `/profile`. */
export function historyPages(app: Hono, tools: CompatTools): void {
  const { deps, clientOf } = tools;

  app.get('/history', (c) =>
    forMembers(c, tools, async (account) => {
      const cursor = c.req.query('cursor');
      const client = clientOf(c, account);
      const folder = await findFolder(client, UPLOADS);
      const query = new URLSearchParams({ limit: '50', status: 'succeeded', ...(cursor && { cursor }) });
      const page: Page = folder
        ? await client.json<Page>(`/v1/jobs?collection=${folder.id}&${query}`)
        : { jobs: [], nextCursor: null };
      const rows = page.jobs.map(rowOf).join('\n');
      const older = page.nextCursor
        ? `<p><a href="/history?cursor=${encodeURIComponent(page.nextCursor)}">Older</a></p>`
        : '';
      return memberPage(
        c,
        `<h1>History</h1>
<table><tr><th>Date</th><th>Name</th><th>Image</th><th>Result</th></tr>
${rows}</table>${older}`,
      );
    }),
  );

  app.get('/history/:id/:name', (c) =>
    forMembers(c, tools, async (account) => {
      const { id, name } = c.req.param();
      const path = `/v1/jobs/${encodeURIComponent(id)}/artifacts/${encodeURIComponent(name)}`;
      return await clientOf(c, account)
        .ask(path)
        .catch((error) => {
          if (error instanceof Refusal) return c.notFound();
          throw error;
        });
    }),
  );

  app.get('/profile', (c) =>
    forMembers(c, tools, async (account) => {
      const folder = await findFolder(clientOf(c, account), UPLOADS);
      const { email } = (await findAccount(deps.database.sql, account.owner)) ?? { email: '' };
      return memberPage(
        c,
        `<h1>Profile</h1>
<p>${escapeHtml(email)}</p>
<p>Predictions: ${folder?.counts.jobs ?? 0} (<a href="/history">history</a>)</p>`,
      );
    }),
  );
}

function rowOf({ id, model, metadata, createdAt, result }: Job): string {
  const faces = (result as PipelineResult).objects.map(
    (object) =>
      `<tr><td><img src="/history/${id}/${object.artifact}" alt="Face"></td><td>${predictionOf(model, object)
        .map(({ emotion, probability }) => escapeHtml(`${emotion} ${probability}`))
        .join('<br>')}</td></tr>`,
  );
  return `<tr><td>${dateOf(createdAt)}</td><td>${escapeHtml(metadata['img_name'] ?? '')}</td>
<td><img src="/history/${id}/annotated.jpg" alt="Faces marked" width="240"></td>
<td><table>${faces.join('\n')}</table></td></tr>`;
}

/** `YYYY/MM/DD-HH:MM:SS`, as the original has stored it. */
function dateOf(createdAt: string): string {
  return createdAt.slice(0, 19).replaceAll('-', '/').replace('T', '-');
}
