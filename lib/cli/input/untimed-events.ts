import { type EpochMs, epochMs } from '../../core/units.ts';

/** Most characters that are kept waiting for a time. */
const MAX_WAITING_CHARACTERS = 4 * 1024 * 1024;

/** What lines get when their whole input names no time: they can be counted, but not judged. */
export const NO_TIME = epochMs(Date.UTC(2014, 0, 1));

/**
 * Gives times to events that carry none. From a START on, events take the time of the next event that has one, since
 * START comes first; all others take the time of the last event that had one.
 */
export class UntimedEvents {
  readonly #emit: (message: string, at: EpochMs) => void;
  readonly #waiting: string[] = [];
  #waitingCharacters = 0;
  #last: EpochMs | undefined;

  constructor(emit: (message: string, at: EpochMs) => void) {
    this.#emit = emit;
  }

  add(message: string, at: EpochMs | undefined, opens: boolean): void {
    if (at !== undefined) {
      this.#release(at);
      this.#last = at;
      this.#emit(message, at);
    } else if (opens || this.#waiting.length > 0 || this.#last === undefined) {
      this.#waiting.push(message);
      this.#waitingCharacters += message.length;
      if (this.#waitingCharacters > MAX_WAITING_CHARACTERS) this.#release(this.#last ?? NO_TIME);
    } else this.#emit(message, this.#last);
  }

  /** Ends the input. Tells whether a time was found in it. */
  finish(): boolean {
    this.#release(this.#last ?? NO_TIME);
    return this.#last !== undefined;
  }

  #release(at: EpochMs): void {
    for (const message of this.#waiting) this.#emit(message, at);
    this.#waiting.length = 0;
    this.#waitingCharacters = 0;
  }
}
