import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the moto server listens; empty when there is none. */
    readonly motoEndpoint: string;
  }
}

/** AWS's APIs in a Python program, with its own notion of their semantics. */
const MOTO = 'moto[server]==5.2.5';
const FOLDER = fileURLToPath(new URL('../../.nightjar/moto', import.meta.url));
const INSTALL_TIMEOUT_MS = 180_000;
const START_TIMEOUT_MS = 30_000;

let server: ChildProcess | undefined;

/** Installs the server into a virtual environment of the project's, once, and starts it. */
export const setup = async (project: TestProject): Promise<void> => {
  const problem = install();
  if (problem !== undefined) {
    console.warn(`tests against moto are skipped: ${problem}`);
    project.provide('motoEndpoint', '');
    return;
  }
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  server = spawn(`${FOLDER}/bin/moto_server`, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  await answering(endpoint);
  project.provide('motoEndpoint', endpoint);
};

export const teardown = (): void => {
  server?.kill();
};

/** What stands in the way, if anything does. */
const install = (): string | undefined => {
  if (existsSync(`${FOLDER}/bin/moto_server`)) return undefined;
  mkdirSync(FOLDER, { recursive: true });
  const options = { stdio: 'pipe', timeout: INSTALL_TIMEOUT_MS } as const;
  try {
    execFileSync('python3', ['-m', 'venv', FOLDER], options);
  } catch {
    return 'python3 with its module venv is needed';
  }
  try {
    execFileSync(`${FOLDER}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', MOTO], options);
  } catch {
    return `pip could not install ${MOTO}: is PyPI in reach?`;
  }
  return undefined;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const answering = async (endpoint: string): Promise<void> => {
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until; ) {
    const isUp = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`moto did not answer within ${START_TIMEOUT_MS / 1_000} s`);
};
