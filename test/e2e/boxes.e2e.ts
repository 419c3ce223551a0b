import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import type { ModelList } from '../../shared/domain/model.ts';
import type { ObjectDetectionResult } from '../../shared/domain/task-result.ts';
import { getJob } from '../support/client.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

const { url } = inject('page');
let browser: TestBrowser;
let detector: string;
beforeAll(async () => {
  browser = await openBrowser(url);
  const { models } = (await (await fetch(`${url}/v1/models`)).json()) as ModelList;
  detector = models.find(({ task, sample }) => task === 'object-detection' && sample !== null)!.name;
});
afterAll(() => browser?.close());

/** Left, top, right and bottom of the picture and of a box, at one instant: the picture may still be coming. */
const EDGES = `['.box-picture img', 'g.box .box-edge'].map((selector) => {
  const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
  return [left, top, right, bottom];
})`;

test('boxes lie over the picture where the answer says, at any zoom, and can be corrected', async () => {
  const page = await browser.newPage(`/?model=${detector}`);
  await page.getByRole('tab', { name: 'Sample' }).click();
  await page.getByRole('button', { name: 'Run the sample' }).click();
  await page.getByRole('link', { name: 'Open the job' }).click({ timeout: 20_000 });
  await page.waitForURL(/\/jobs\//);
  await page.getByTestId('object-count').waitFor({ timeout: 20_000 });
  const id = page.url().split('/').at(-1)!;
  const { result } = (await getJob(url, id)) as Job & { result: ObjectDetectionResult };
  expect(result.objects.length).toBeGreaterThan(0);
  const { box } = result.objects[0]!;

  const offBy = async () => {
    const [picture, drawn] = (await page.evaluate(EDGES)) as [number[], number[]];
    const [left, top, right, bottom] = picture as [number, number, number, number];
    const [sx, sy] = [(right - left) / result.width, (bottom - top) / result.height];
    const expected = [left + box[0] * sx, top + box[1] * sy, left + box[2] * sx, top + box[3] * sy];
    return Math.max(...expected.map((edge, i) => Math.abs(edge - drawn[i]!)));
  };
  // Half of the stroke lies outside.
  const expectInPlace = () => expect.poll(offBy, { timeout: 5000 }).toBeLessThan(3);
  await expectInPlace();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expectInPlace();

  const first = page.locator('g.box').first();
  await first.focus();
  await first.press('Enter');
  expect(await first.getAttribute('aria-pressed')).toBe('false');
  await first.press(' ');
  expect(await first.getAttribute('aria-pressed')).toBe('true');

  await page.getByRole('slider').fill('1');
  await expect.poll(() => page.locator('g.box').count()).toBe(0);
  await page.getByRole('slider').fill('0');

  await page.getByRole('button', { name: 'Correct the boxes' }).click();
  await page.locator('g.box').first().focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByLabel('Label').fill('somebody');
  await page.getByRole('button', { name: 'Add a box' }).click();
  await page.getByLabel('Label').fill('missed');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('You have judged all of it.').waitFor();
  const { feedback, verified } = await getJob(url, id);
  expect(verified).toBe(true);
  const said = feedback!.judgement.objects!;
  expect(said[0]).toMatchObject({ action: 'move', object: 0, label: 'somebody' });
  expect((said[0] as { box: number[] }).box[0]).toBeGreaterThan(box[0]);
  expect(said.at(-1)).toMatchObject({ action: 'add', label: 'missed' });
  await page.close();
});

test('a box is drawn where the pointer goes', async () => {
  const { jobs } = (await (await fetch(`${url}/v1/jobs?model=${detector}`)).json()) as { jobs: Job[] };
  const page = await browser.newPage(`/jobs/${jobs[0]!.id}`);
  await page.getByRole('button', { name: 'Change what you said' }).click();
  const picture = page.locator('.box-picture');
  await picture.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await picture.boundingBox())!;
  const before = await page.locator('g.box').count();
  await page.mouse.move(x + width * 0.02, y + height * 0.6);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.1, y + height * 0.7, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => page.locator('g.box').count()).toBe(before + 1);
  const drawn = (await page.locator('g.box.is-active .box-edge').boundingBox())!;
  expect(Math.abs(drawn.x - (x + width * 0.02))).toBeLessThan(4);
  expect(Math.abs(drawn.width - width * 0.08)).toBeLessThan(6);
  await page.keyboard.press('Delete');
  await page.close();
});
