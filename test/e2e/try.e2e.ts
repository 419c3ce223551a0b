import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { SEVEN } from '../support/client.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { drawLines, SEVEN_LINES } from './support/draw.ts';

const { url } = inject('page');
let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser(url);
});
afterAll(() => browser?.close());

test('a seven that is drawn is read as 7, and is found again after a reload', async () => {
  const page = await browser.newPage('/?model=digits');
  await drawLines(page, SEVEN_LINES);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => page.getByTestId('best').textContent(), { timeout: 15_000 }).toBe('7');
  await page.reload();
  await expect.poll(() => page.getByTestId('best').textContent(), { timeout: 10_000 }).toBe('7');
  await page.close();
});

test('drawing can be undone, and cleared; what is empty cannot be run', async () => {
  const page = await browser.newPage('/?model=digits');
  const run = page.getByRole('button', { name: 'Run', exact: true });
  expect(await run.isDisabled()).toBe(true);
  await drawLines(page, [...SEVEN_LINES, ...SEVEN_LINES]);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await run.isDisabled()).toBe(false);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await run.isDisabled()).toBe(true);
  await drawLines(page, SEVEN_LINES);
  await page.getByRole('button', { name: 'Clear' }).click();
  expect(await run.isDisabled()).toBe(true);
  await page.close();
});

test('without a mouse: a one is drawn with arrow keys and read as 1', async () => {
  const page = await browser.newPage('/?model=digits');
  await page.getByRole('radio', { name: /digits/ }).focus();
  const press = async (key: string, times = 1) => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  };
  // Tabs, then the sheet.
  await press('Tab', 2);
  await press('ArrowUp', 6);
  await press(' ');
  await press('ArrowDown', 12);
  await press(' ');
  // Thickness, then the button.
  await press('Tab', 2);
  await press('Enter');
  await expect.poll(() => page.getByTestId('best').textContent(), { timeout: 15_000 }).toBe('1');
  await expect
    .poll(() => page.locator('[aria-live=polite]', { hasText: 'Answer: 1' }).count())
    .toBeGreaterThan(0);
  await page.close();
});

test('many files are uploaded together, and a file that is none says what to do', async () => {
  const page = await browser.newPage('/?model=digits');
  await page.getByRole('tab', { name: 'Files' }).click();
  const input = page.locator('input[type=file]').first();
  await input.setInputFiles(
    ['a', 'b', 'c'].map((name) => ({ name: `${name}.png`, mimeType: 'image/png', buffer: SEVEN })),
  );
  await expect
    .poll(() => page.locator('.upload-list .badge[data-status=succeeded]').count(), { timeout: 15_000 })
    .toBe(3);
  await expect.poll(() => page.locator('.upload-list strong').allTextContents()).toEqual(['7', '7', '7']);
  await input.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  const problem = page.getByRole('alert');
  await expect.poll(() => problem.textContent(), { timeout: 10_000 }).toContain('Try another file');
  expect(await problem.textContent()).toMatch(/Request\s*[\w-]{8,}/);
  browser.faults.splice(
    0,
    browser.faults.length,
    ...browser.faults.filter((fault) => !/415|422/.test(fault)),
  );
  await page.close();
});

test('an answer to an upload does not take people back to where they were when they sent it', async () => {
  const page = await browser.newPage('/?model=digits');
  let letThrough = () => {};
  const isLet = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/v1/jobs', async (route) => {
    await isLet;
    await route.continue();
  });
  await drawLines(page, SEVEN_LINES);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  letThrough();
  const { id } = (await (await answered).json()) as Job;
  await page.locator(`.job-row a[href="/jobs/${id}"]`).waitFor();
  expect(new URL(page.url()).pathname).toBe('/jobs');
  await page.close();
});

test('the sample runs with parameters of the form that follows from the schema', async () => {
  const page = await browser.newPage('/?model=digits');
  await page.getByRole('tab', { name: 'Sample' }).click();
  await page.getByText('Parameters').click();
  await page.getByLabel('Top k').fill('2');
  await page.getByRole('button', { name: 'Run the sample' }).click();
  await expect.poll(() => page.locator('.bars li').count(), { timeout: 15_000 }).toBe(2);
  await page.close();
});

test('the camera runs live, one frame at a time, and leaves no job behind', async () => {
  const page = await browser.newPage('/?model=digits');
  let [open, most] = [0, 0];
  page.on('request', (request) => {
    if (request.method() === 'POST') most = Math.max(most, ++open);
  });
  page.on('requestfinished', (request) => {
    if (request.method() === 'POST') open--;
  });
  await page.getByRole('tab', { name: 'Camera' }).click();
  await page.getByRole('button', { name: 'Turn the camera on' }).click();
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect
    .poll(() => page.getByTestId('frame-rate').textContent(), { timeout: 15_000 })
    .toMatch(/[\d.]+ frames per second/);
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(most).toBe(1);
  const frames = async () => {
    const { jobs } = (await (await fetch(`${url}/v1/jobs`)).json()) as { jobs: Job[] };
    return jobs.filter(({ metadata }) => metadata['source'] === 'camera').length;
  };
  await expect.poll(frames, { timeout: 10_000 }).toBe(0);
  await page.close();
});

test('a recording waits for its form, which is filled in with what the file says', async () => {
  const page = await browser.newPage('/?model=sleep');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(path.join(import.meta.dirname, '../../models/sleep/sample/short-night.edf'));
  await page.getByText('times are those of its own clock').waitFor();
  expect(await page.getByLabel('Bed time').inputValue()).toMatch(/^2026-01-01T23:00/);
  await page.getByRole('spinbutton', { name: 'Age' }).fill('41');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.hypnogram canvas').waitFor({ timeout: 20_000 });
  await page.getByText('41 years').waitFor();
  // They were those of this recording.
  expect(await page.getByLabel('Bed time').inputValue()).toBe('');
  expect(await page.locator('.sleep-answer').textContent()).toContain('23:02:30');

  await page.getByRole('button', { name: 'Correct the stages' }).click();
  await page.getByLabel('to epoch').fill('3');
  await page.getByRole('combobox', { name: 'Stage' }).selectOption('REM');
  await page.getByRole('button', { name: 'Set the stage' }).click();
  await page.getByText('3 epochs changed').waitFor();
  await page.getByLabel('Comment').fill('dreamt at once');
  await page.getByRole('button', { name: 'Send' }).click();
  // The field may hold the same text.
  await page.locator('blockquote', { hasText: 'dreamt at once' }).waitFor();
  const { jobs } = (await (await fetch(`${url}/v1/jobs?model=sleep`)).json()) as { jobs: Job[] };
  expect(jobs[0]).toMatchObject({
    verified: true,
    feedback: {
      judgement: {
        correct: true,
        epochs: [0, 1, 2].map((epoch) => ({ epoch, stage: 'REM' })),
        comment: 'dreamt at once',
      },
    },
  });
  await page.close();
});
