import { defineConfig } from 'vitest/config';

/** Pages in a real browser: `npm run test:browser`. Apart from the rest, since not every machine has one. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    env: { TZ: 'UTC' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
