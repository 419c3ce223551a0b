import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Systems under test are processes of their own; more than two at a time would starve each other.
    maxWorkers: 2,
    reporters: ['default'],
  },
});
