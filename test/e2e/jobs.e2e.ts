import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { getJob, SEVEN, submitJob, submitSpin, waitForEnd } from '../support/client.ts';
import { childrenOf } from '../support/processes.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

/** Longer than the model may take. */
const FOR_EVER = 1e12;

const { url, pid } = inject('page');
let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser(url);
});
afterAll(() => browser?.close());

test('a running job is canceled', async () => {
  const id = await submitSpin(url, FOR_EVER);
  const page = await browser.newPage(`/jobs/${id}`);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('It was canceled').waitFor();
  expect((await getJob(url, id)).status).toBe('canceled');
  await page.close();
});

test('the api is killed in the middle of a job: the page says so, and shows the end when it is back', async () => {
  const slow = [await submitSpin(url, FOR_EVER), await submitSpin(url, FOR_EVER)];
  const { id } = await submitJob(url);
  const page = await browser.newPage(`/jobs/${id}`);
  // Its worker may have claimed it, and waits for a child: both are busy.
  await page.locator('.badge[data-status=queued], .badge[data-status=running]').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  process.kill(childrenOf(pid, 'api/main.js')[0]!, 'SIGKILL');
  await page.getByText('The server cannot be reached').waitFor();
  await page.locator('.badge[data-status=succeeded]').waitFor({ timeout: 25_000 });
  expect(await page.getByTestId('best').textContent()).toBe('7');
  await expect.poll(() => page.getByText('The server cannot be reached').count()).toBe(0);
  for (const one of slow) await fetch(`${url}/v1/jobs/${one}/cancel`, { method: 'POST' });
  // What the browser says of a server that is away is not the page's fault.
  browser.faults.splice(0, browser.faults.length, ...browser.faults.filter((fault) => !/ERR_/.test(fault)));
  await page.close();
});

test('one event stream, however many jobs are shown', async () => {
  let streams = 0;
  const page = await browser.context.newPage();
  page.on('request', (request) => {
    if (request.url().includes('/events')) streams++;
  });
  await page.goto('/');
  const { id } = await submitJob(url);
  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await page.locator(`a[href="/jobs/${id}"]`).click();
  await page.getByTestId('best').waitFor();
  // A new view begins at its top, for the keyboard too.
  expect(await page.evaluate('[document.activeElement.id, scrollY]')).toEqual(['content', 0]);
  expect(streams).toBe(1);
  await page.close();
});

test('a label is corrected, counts for the model, and is taken back', async () => {
  const { id } = await submitJob(url);
  await waitForEnd(url, id);
  const page = await browser.newPage(`/jobs/${id}`);
  await page.getByRole('button', { name: 'Wrong' }).click();
  await page.getByLabel('It is').fill('1');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('You said that this is 1.').waitFor();
  expect((await getJob(url, id)).feedback?.judgement).toEqual({ label: '1' });
  await page.goto('/models/digits');
  await page.getByText('0 of 1 were right.').waitFor();
  await page.goto(`/jobs/${id}`);
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Is this right?').waitFor();
  expect((await getJob(url, id)).feedback).toBeNull();
  await page.close();
});

test('200 jobs of the burst button all turn green', async () => {
  const page = await browser.newPage('/system');
  await page.getByLabel('At a time (N)').fill('100');
  await page.getByLabel('Seconds between (T)').fill('0.5');
  await page.getByLabel('Rounds (R)').fill('2');
  await page.getByRole('button', { name: 'Fire 200 jobs' }).click();
  const green = page.locator('[data-testid=burst-counts] [data-state=succeeded]');
  await expect.poll(() => green.getAttribute('data-count'), { timeout: 45_000 }).toBe('200');
  await page.getByText(/All done in/).waitFor();
  await page.close();
});

test('the list goes on as it is scrolled, and holds only what is near the window', async () => {
  const page = await browser.newPage('/jobs');
  await page.locator('.job-row').first().waitFor();
  expect(await page.locator('.job-row').count()).toBeLessThan(60);
  const seen = new Set<string>();
  await expect
    .poll(
      async () => {
        for (const link of await page.locator('.job-row-name').all())
          seen.add((await link.getAttribute('href').catch(() => null)) ?? '');
        await page.mouse.wheel(0, 2500);
        return seen.size;
      },
      { timeout: 25_000, interval: 100 },
    )
    .toBeGreaterThan(150);
  expect(await page.locator('.job-row').count()).toBeLessThan(60);
  await page.close();
});

test('a page of the list that is refused is asked for once, and again when somebody says so', async () => {
  const page = await browser.context.newPage();
  let refused = 0;
  const isNextPage = ({ pathname, searchParams }: URL) =>
    pathname === '/v1/jobs' && searchParams.has('cursor');
  await page.route(isNextPage, async (route) => {
    refused++;
    await route.fulfill({ status: 429, json: { code: 'too-many-requests', detail: 'Too many requests' } });
  });
  await page.goto('/jobs');
  await page.locator('.job-row').first().waitFor();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 2500);
        return page.getByText('Too many requests').count();
      },
      { timeout: 10_000, interval: 100 },
    )
    .toBe(1);
  await page.unroute(isNextPage);
  const asked = page.waitForResponse((response) => isNextPage(new URL(response.url())));
  await page.getByRole('button', { name: 'Try again' }).click();
  expect((await asked).status()).toBe(200);
  expect(refused).toBe(1);
  await expect.poll(() => page.getByText('Too many requests').count()).toBe(0);
  browser.faults.splice(0, browser.faults.length, ...browser.faults.filter((fault) => !/429/.test(fault)));
  await page.close();
});

test('jobs are found by what they answered', async () => {
  await waitForEnd(url, (await submitJob(url)).id);
  const page = await browser.newPage('/jobs?model=digits');
  await page.locator('.job-row').first().waitFor();
  await page.getByLabel('Label').fill('nothing');
  await page.getByText('There are no such jobs').waitFor();
  await page.getByLabel('Label').fill('7');
  // Before what was typed is in the address: neither undoes the other.
  await page.getByRole('search').getByLabel('Status').selectOption('succeeded');
  await page.locator('.job-row').first().waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get('label')).toBe('7');
  expect(new URL(page.url()).searchParams.get('status')).toBe('succeeded');
  await page.close();
});

test('jobs are filtered, chosen, filed and deleted', async () => {
  const page = await browser.newPage('/collections');
  await page.getByLabel('Name').fill('spring walk');
  await page.getByRole('button', { name: 'Make a collection' }).click();
  await page.getByRole('link', { name: 'spring walk' }).waitFor();
  await page.goto('/jobs?model=digits&status=succeeded');
  const boxes = page.getByRole('checkbox');
  await boxes.first().waitFor();
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole('toolbar').getByLabel('Collection').selectOption({ label: 'spring walk' });
  await page.getByText('Moved').waitFor();
  await page.getByRole('search').getByRole('combobox').nth(2).selectOption({ label: 'spring walk' });
  await expect.poll(() => page.locator('.job-row').count()).toBe(2);
  page.on('dialog', (dialog) => void dialog.accept());
  await boxes.nth(0).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => page.locator('.job-row').count()).toBe(1);
  await page.close();
});

test('many files in one batch, one of which is no picture: failed and refused are told apart', async () => {
  const page = await browser.newPage('/batches');
  await page.getByText('Make a batch').click();
  const picture = (name: string) => ({ name, mimeType: 'image/png', buffer: SEVEN });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      picture('a.png'),
      { name: 'b.png', mimeType: 'image/png', buffer: Buffer.from('no') },
      picture('c.png'),
    ]);
  await page.getByText(/b\.png/).waitFor({ timeout: 15_000 });
  await expect
    .poll(() => page.locator('.job-row .badge[data-status=succeeded]').count(), { timeout: 15_000 })
    .toBe(2);
  await page.close();
});

test('French is remembered', async () => {
  const page = await browser.newPage('/');
  await page.getByLabel('Language').selectOption('fr');
  await page.getByRole('heading', { name: 'Essayer un modèle' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Essayer un modèle' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  await page.getByText('Chiffres manuscrits').first().waitFor();
  await page.getByLabel('Langue').selectOption('en');
  await page.close();
});
