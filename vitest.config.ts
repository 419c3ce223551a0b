import { configDefaults, defineConfig } from 'vitest/config';

/** They hold forecasts against the clock, so nothing else may take the cores meanwhile. */
const BY_THE_CLOCK = ['test/integration/queue-order.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...BY_THE_CLOCK],
          // Systems under test are processes of their own; more than two at a time would starve each other.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'by the clock',
          include: BY_THE_CLOCK,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
