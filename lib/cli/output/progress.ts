import type { Terminal } from '../terminal.ts';

const TTY_INTERVAL_MS = 100;
const LINE_INTERVAL_MS = 5_000;
const BAR_CELLS = 24;
const MS_PER_SECOND = 1_000;

/** What progress is told about. */
export interface ProgressState {
  readonly doneBytes: number;
  /** 0 when unknown, as for stdin. */
  readonly totalBytes: number;
  readonly entries: number;
  readonly incidents: number;
}

/**
 * Tells on stderr how far the work is: one line that rewrites itself on a terminal, a plain line every few seconds
 * elsewhere, nothing at all for work that is done sooner than that.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt: number;
  #isShown = false;

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
    this.#startedAt = now();
    this.#shownAt = this.#startedAt;
  }

  update(state: ProgressState): void {
    const now = this.#now();
    const interval = this.#terminal.errIsTty ? TTY_INTERVAL_MS : LINE_INTERVAL_MS;
    if (now - this.#shownAt < interval) return;
    this.#shownAt = now;
    const line = progressLine(state, now - this.#startedAt, this.#terminal.errIsTty);
    if (this.#terminal.errIsTty) {
      this.#terminal.err.write(`\r${line.slice(0, this.#terminal.columns - 1)}\u001b[K`);
      this.#isShown = true;
    } else this.#terminal.err.write(`${line}\n`);
  }

  /** Takes the line away, before anything else is written. */
  clear(): void {
    if (this.#isShown) this.#terminal.err.write('\r\u001b[K');
    this.#isShown = false;
  }
}

const progressLine = (state: ProgressState, elapsedMs: number, withBar: boolean): string => {
  const { doneBytes, totalBytes, entries, incidents } = state;
  const rate = `${Math.round((entries / Math.max(1, elapsedMs)) * MS_PER_SECOND).toLocaleString('en-US')}/s`;
  const counted = `${entries.toLocaleString('en-US')} events  ${rate}  ${incidents} incidents`;
  if (totalBytes <= 0) return `replaying  ${counted}`;
  const share = Math.min(1, doneBytes / totalBytes);
  const eta = share > 0 ? `ETA ${spanText((elapsedMs * (1 - share)) / share)}` : '';
  const cells = Math.round(share * BAR_CELLS);
  const bar = withBar ? `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)} ` : 'replaying ';
  return `${bar}${Math.floor(share * 100)} %  ${counted}  ${eta}`;
};

const spanText = (spanMs: number): string => {
  const seconds = Math.ceil(spanMs / MS_PER_SECOND);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
