import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ModelList } from '../../shared/domain/model.ts';
import { submitJob, waitForEnd } from '../support/client.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

const { url } = inject('page');
/** Where pictures of every page go, to be looked at; none are made without it. */
const FOLDER = process.env['E2E_SCREENSHOTS'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const LOOKS = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 320, height: 700 }, colorScheme: 'light', isMobile: true },
  large: { viewport: { width: 3840, height: 2160 }, colorScheme: 'light' },
} as const;

/** Paths of pages with something on them, by what they are called. */
let pages: Record<string, string>;
beforeAll(async () => {
  const ids: Record<string, string> = { digits: (await submitJob(url)).id };
  const { models } = (await (await fetch(`${url}/v1/models`)).json()) as ModelList;
  // One job of each task: their answers look different.
  const tasks = new Set(['image-classification']);
  for (const { name, task, sample, status } of models) {
    if (sample === null || status !== 'ready' || tasks.has(task)) continue;
    tasks.add(task);
    const file = new Uint8Array(await (await fetch(`${url}${sample}`)).arrayBuffer());
    ids[name] = (await submitJob(url, { file, name: `sample-of-${name}`, fields: { model: name } })).id;
  }
  await Promise.all(Object.values(ids).map((id) => waitForEnd(url, id)));
  await fetch(`${url}/v1/collections`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'field trip' }),
  });
  pages = {
    try: '/?model=digits',
    ...Object.fromEntries(Object.entries(ids).map(([name, id]) => [`job-${name}`, `/jobs/${id}`])),
    jobs: '/jobs',
    gallery: '/jobs?view=gallery',
    compare: `/compare?jobs=${Object.values(ids).slice(0, 2).join()}`,
    collections: '/collections',
    batches: '/batches',
    system: '/system',
    models: '/models',
    model: '/models/digits',
    developers: '/developers',
    account: '/account',
  };
}, 120_000);

// Most of it is waiting.
describe.concurrent.each(Object.entries(LOOKS))('%s', (look, options) => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser(url, options);
  });
  afterAll(() => browser?.close());

  test('no page has a serious fault of accessibility, or is wider than the window', async ({ expect }) => {
    const page = await browser.newPage();
    for (const [name, at] of Object.entries(pages)) {
      await page.goto(at);
      await page.locator('main h1').first().waitFor();
      await expect.poll(() => page.locator('.skeleton').count(), { timeout: 30_000 }).toBe(0);
      if (FOLDER) {
        mkdirSync(FOLDER, { recursive: true });
        await page.screenshot({ path: path.join(FOLDER, `${name}-${look}.png`), fullPage: look !== 'large' });
      }
      const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(tooWide, `${name} is wider than the window`).toBe(0);
      if (look !== 'large') expect(await seriousFaults(page), name).toEqual([]);
    }
    await page.close();
  }, 120_000);
});

test('a fault of accessibility would be seen', async () => {
  const browser = await openBrowser(url);
  const page = await browser.newPage('/models');
  await page.locator('main h1').waitFor();
  await page.evaluate("document.querySelector('main h1').style.color = '#ddd'");
  expect(await seriousFaults(page)).toEqual([expect.stringContaining('color-contrast')]);
  await page.close();
  await browser.close();
});

/** What axe-core finds serious or critical, with the first place of each. */
async function seriousFaults(page: Page): Promise<string[]> {
  // Through the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
}
