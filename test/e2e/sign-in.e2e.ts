import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { submit } from '../support/client.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { type PageSystem, startPageSystem } from './support/system.ts';

let system: PageSystem;
let browser: TestBrowser;
beforeAll(async () => {
  system = await startPageSystem({ AUTH: 'keys', REGISTRATION: 'open' });
  browser = await openBrowser(system.url);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

test('a session that ends elsewhere leads to the way in, and leaves nothing to the next person', async () => {
  const page = await browser.newPage('/collections');
  await register(page, 'bea@example.org');
  await page.getByLabel('Name').fill('of bea');
  await page.getByRole('button', { name: 'Make a collection' }).click();
  await page.getByRole('link', { name: 'of bea' }).waitFor();
  await browser.context.clearCookies();
  await page.getByLabel('Name').fill('too late');
  await page.getByRole('button', { name: 'Make a collection' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await register(page, 'cal@example.org');
  await page.getByText('There is no collection yet').waitFor();
  expect(await page.getByText('of bea').count()).toBe(0);
  browser.faults.splice(0, browser.faults.length, ...browser.faults.filter((fault) => !/401/.test(fault)));
  await browser.context.clearCookies();
  await page.close();
});

test('an account is made, a key shown once works until it is revoked, and signing out closes everything', async () => {
  const page = await browser.newPage('/jobs');
  await register(page, 'ann@example.org');
  await page.getByText('There are no such jobs').waitFor();

  await page.getByRole('link', { name: 'API', exact: true }).click();
  await page.getByLabel('Name').fill('laptop');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = (await page.getByTestId('new-key').textContent())!;
  expect(key).toMatch(/^pk_/);
  const headers = { Authorization: `Bearer ${key}` };
  expect((await submit(system.url, { headers })).status).toBe(202);
  await page.reload();
  await page.getByText('laptop').waitFor();
  expect(await page.content()).not.toContain(key);

  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await page.locator('.job-row .badge[data-status=succeeded]').waitFor({ timeout: 15_000 });

  await page.getByRole('link', { name: 'Account' }).click();
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('revoked').waitFor();
  await expect.poll(async () => (await submit(system.url, { headers })).status, { timeout: 5000 }).toBe(401);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText('ann@example.org').count()).toBe(0);

  await page.getByLabel('E-mail address').fill('ann@example.org');
  await page.getByLabel('Password').fill('wrong horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The address or the password is wrong').waitFor();
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('ann@example.org').waitFor();

  await page.getByText('1 job stored').waitFor();
  await page.getByRole('button', { name: 'Delete the account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill('wrong horse battery');
  await dialog.getByRole('button', { name: 'Delete the account' }).click();
  await dialog.getByText('The password is wrong').waitFor();
  await dialog.getByLabel('Your password').fill('correct horse battery');
  await dialog.getByRole('button', { name: 'Delete the account' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  browser.faults.splice(0, browser.faults.length, ...browser.faults.filter((fault) => !/401/.test(fault)));
  await page.close();
});

async function register(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Make an account' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.locator('form').getByRole('button', { name: 'Make an account' }).click();
}
