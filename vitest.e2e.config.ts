import { defineConfig } from 'vitest/config';

/* The web page in a real browser: `npm run test:e2e`. One file at a time: they share a system. */
export default defineConfig({
  test: {
    globalSetup: ['test/e2e/support/global-setup.ts'],
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: ['default'],
  },
});
