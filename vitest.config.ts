import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // CDK's template linter takes seconds to start in each process; `cdk synth` runs it once instead.
    env: { CDK_VALIDATION: 'false', AWS_EC2_METADATA_DISABLED: 'true', TZ: 'UTC' },
    // Otherwise one core is left idle, which of two is half of the machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
