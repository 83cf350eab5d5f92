import { writeText } from '../output/write-text.ts';
import type { Terminal } from '../terminal.ts';

const BAR_WIDTH = 28;
const REDRAW_MS = 100;
/** Lines instead of a bar: one per this share of the way. */
const LINE_SHARE = 0.25;
const CLEAR_LINE = '\r\u001b[2K';

/** How far a stage of the demo is: a bar on a terminal, a line now and then elsewhere. */
export class DemoProgress {
  readonly #terminal: Terminal;
  readonly #clock: () => number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #toldShare = 0;
  #isDrawn = false;

  /** @param clock milliseconds of a clock that never goes back */
  constructor(terminal: Terminal, clock: () => number) {
    this.#terminal = terminal;
    this.#clock = clock;
  }

  /** `share` of the stage that is done, 0..1. */
  async at(stage: string, share: number, where: string): Promise<void> {
    if (this.#terminal.errIsTty) await this.#draw(stage, share, where);
    else if (share >= this.#toldShare + LINE_SHARE || share >= 1) {
      if (this.#toldShare < 1)
        await writeText(this.#terminal.err, `${stage}: ${Math.floor(share * 100)} % (${where})\n`);
      this.#toldShare = share;
    }
  }

  /** Before anything else is written, and between stages. */
  async clear(): Promise<void> {
    if (this.#isDrawn) await writeText(this.#terminal.err, CLEAR_LINE);
    this.#isDrawn = false;
    this.#drawnAt = Number.NEGATIVE_INFINITY;
  }

  async beginStage(): Promise<void> {
    await this.clear();
    this.#toldShare = 0;
  }

  async #draw(stage: string, share: number, where: string): Promise<void> {
    const now = this.#clock();
    if (now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    const done = Math.round(share * BAR_WIDTH);
    const bar = '█'.repeat(done) + '░'.repeat(BAR_WIDTH - done);
    const text = `${stage} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${where}`;
    await writeText(this.#terminal.err, `${CLEAR_LINE}${text.slice(0, Math.max(20, this.#terminal.columns - 1))}`);
  }
}
