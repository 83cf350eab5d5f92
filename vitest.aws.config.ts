import { defineConfig } from 'vitest/config';

/** The adapters against a moto server: `npm run test:aws`. Apart from the rest, since it needs Python and PyPI once. */
export default defineConfig({
  test: {
    include: ['test/aws/**/*.aws.ts'],
    globalSetup: ['test/aws/moto.ts'],
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', TZ: 'UTC' },
    testTimeout: 60_000,
    fileParallelism: false,
  },
});
