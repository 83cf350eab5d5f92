import type { Readable, Writable } from 'node:stream';

/** Where a command reads from and writes to. Data goes to `out`, everything said about it to `err`. */
export interface Terminal {
  readonly input: Readable;
  readonly inputIsTty: boolean;
  readonly out: Writable;
  readonly outIsTty: boolean;
  readonly err: Writable;
  readonly errIsTty: boolean;
  /** Width in characters, within {@link COLUMNS_RANGE}. */
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
  columns: columnsOf(process.env['COLUMNS'], process.stdout.columns ?? process.stderr.columns),
  color: process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
});

/** Narrower than this nothing can be aligned; in wider ones the eye loses the line. */
const COLUMNS_RANGE = { least: 60, most: 200 } as const;
const USUAL_COLUMNS = 80;

/** What the user says counts more than what the terminal says. */
export const columnsOf = (told: string | undefined, measured: number | undefined): number => {
  const columns = told !== undefined && /^[1-9]\d{0,5}$/.test(told) ? Number(told) : (measured ?? USUAL_COLUMNS);
  return Math.min(COLUMNS_RANGE.most, Math.max(COLUMNS_RANGE.least, columns));
};
