import { hash53 } from '../../../core/hash.ts';
import type { RuntimeFamily } from './function-profile.ts';

/** As INIT_START names the runtimes. */
export const RUNTIME_VERSIONS: Readonly<Record<RuntimeFamily, string>> = {
  nodejs: 'nodejs:24.v12',
  python: 'python:3.14.v9',
  java: 'java:25.v7',
};

/** Ends in 64 hexadecimal digits, as the real ones do. */
export const runtimeVersionArn = (runtime: RuntimeFamily): string => {
  const digits = Array.from({ length: 8 }, (_, part) =>
    (hash53(RUNTIME_VERSIONS[runtime], part) >>> 0).toString(16).padStart(8, '0'),
  );
  return `arn:aws:lambda:eu-west-1::runtime:${digits.join('')}`;
};
