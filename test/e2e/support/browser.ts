import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const EXECUTABLE = process.env['CHROMIUM'] || '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** A browser with one profile of its own, and everything that went wrong in its pages. */
export type TestBrowser = {
  readonly context: BrowserContext;
  /** Console errors and requests to other hosts. Whoever expects some takes them out. */
  readonly faults: string[];
  newPage(path?: string): Promise<Page>;
  close(): Promise<void>;
};

/** Starts Debian's Chromium against a server, in English and light unless told otherwise. */
export async function openBrowser(
  url: string,
  {
    viewport = { width: 1280, height: 800 },
    locale = 'en-GB',
    colorScheme = 'light',
    isMobile = false,
  }: {
    viewport?: { width: number; height: number };
    locale?: string;
    colorScheme?: 'light' | 'dark';
    isMobile?: boolean;
  } = {},
): Promise<TestBrowser> {
  if (!existsSync(EXECUTABLE))
    throw new Error(`There is no browser at ${EXECUTABLE}: install Chromium, or name it by CHROMIUM`);
  const profile = mkdtempSync(path.join(tmpdir(), 'penstock-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: FLAGS,
    headless: true,
    viewport,
    locale,
    colorScheme,
    hasTouch: isMobile,
    baseURL: url,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(10_000);
  const faults: string[] = [];
  const { host } = new URL(url);
  context.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.host !== host) faults.push(`request to ${to.host}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`));
  return {
    context,
    faults,
    async newPage(at = '/') {
      const page = await context.newPage();
      await page.goto(at);
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
      expect(faults).toEqual([]);
    },
  };
}
