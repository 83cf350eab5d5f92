import type { Readable, Writable } from 'node:stream';

/** Where a command reads from and writes to. Data goes to `out`, everything said about it to `err`. */
export interface Terminal {
  readonly input: Readable;
  readonly inputIsTty: boolean;
  readonly out: Writable;
  readonly outIsTty: boolean;
  readonly err: Writable;
  readonly errIsTty: boolean;
  /** Width of `err` in characters. */
  readonly columns: number;
  /** Whether colour is wanted on `out`. */
  readonly color: boolean;
}

/** The terminal of this process. `NO_COLOR` (https://no-color.org) and `TERM=dumb` switch colour off. */
export const processTerminal = (): Terminal => ({
  input: process.stdin,
  inputIsTty: process.stdin.isTTY === true,
  out: process.stdout,
  outIsTty: process.stdout.isTTY === true,
  err: process.stderr,
  errIsTty: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
  columns: process.stderr.columns ?? 80,
  color: process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
});
