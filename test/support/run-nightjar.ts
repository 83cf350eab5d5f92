import { spawn } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../lib/cli/commands.ts';
import { runCli } from '../../lib/cli/run-cli.ts';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliInput {
  readonly stdin?: string | Buffer;
  /** Pretend that stdout is a terminal. */
  readonly tty?: boolean;
  readonly color?: boolean;
  /** Of the terminal; 80 unless said. */
  readonly columns?: number;
}

/** Runs a command line within this process: everything but the process itself is real. */
export const runNightjar = async (args: readonly string[], input: CliInput = {}): Promise<CliResult> => {
  const out = new PassThrough();
  const err = new PassThrough();
  const [stdout, stderr] = [textOf(out), textOf(err)];
  const code = await runCli(args, {
    commands: COMMANDS,
    version: '0.0.0-test',
    terminal: {
      input: Readable.from(input.stdin === undefined ? [] : [Buffer.from(input.stdin)]),
      inputIsTty: input.stdin === undefined,
      out,
      outIsTty: input.tty ?? false,
      err,
      errIsTty: false,
      columns: input.columns ?? 80,
      color: input.color ?? false,
    },
  });
  out.end();
  err.end();
  return { code, stdout: await stdout, stderr: await stderr };
};

/** Runs a command line in a process of its own, as a shell would. */
export const spawnNightjar = async (args: readonly string[], input: CliInput = {}): Promise<CliResult> => {
  const bin = fileURLToPath(new URL('../../bin/nightjar.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', bin, ...args], { stdio: 'pipe' });
  child.stdin.on('error', () => {}); // a command that refuses its input closes it
  child.stdin.end(input.stdin ?? '');
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout: await stdout, stderr: await stderr };
};

const textOf = async (stream: Readable): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
};
