import { JsonStringWalk } from './json-string.ts';
import type { PayloadWindow } from './payload-window.ts';

/** Four ASCII characters as the 32-bit number that a little-endian read of them gives. */
export const word32 = (text: string): number =>
  text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (text.charCodeAt(2) << 16) | (text.charCodeAt(3) << 24);

const ID_HEAD = [word32('{"id'), word32('":"0')] as const;
const TIMESTAMP = [word32('","t'), word32('imes'), word32('tamp'), word32('":00')] as const;
const MESSAGE = [word32(',"me'), word32('ssag'), word32('e":"')] as const;
const LOW_24_BITS = 0xffffff;
const TIMESTAMP_DIGITS = 13;
const QUOTE = 0x22;
const CLOSING_BRACE = 0x7d;

/**
 * One entry of `logEvents` as CloudWatch Logs writes it: `{"id":"<digits>","timestamp":<13 digits>,"message":"…"}`. Any
 * other order, number of digits, key or blank is another layout: {@link read} says so, and others read the entry.
 */
export class EventFrame {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #strings: JsonStringWalk;
  idStart = 0;
  idEnd = 0;
  timestamp = 0;
  /** The message without its quotes, as written in JSON. */
  messageStart = 0;
  messageEnd = 0;
  traits = 0;
  /** Behind the closing brace. */
  end = 0;

  constructor({ bytes, view }: PayloadWindow) {
    this.#bytes = bytes;
    this.#view = view;
    this.#strings = new JsonStringWalk(bytes, view);
  }

  /** Whether the entry at `start` has this layout, up to its closing brace. */
  read(start: number): boolean {
    const bytes = this.#bytes;
    const view = this.#view;
    if (view.getInt32(start, true) !== ID_HEAD[0]) return false;
    if (((view.getInt32(start + 4, true) ^ ID_HEAD[1]) & LOW_24_BITS) !== 0) return false;
    this.idStart = start + 7;
    let at = this.idStart;
    while (areDigits(view.getInt32(at, true))) at += 4;
    while (isDigit(bytes[at] ?? 0)) at++;
    if (at === this.idStart) return false;
    this.idEnd = at;
    if (view.getInt32(at, true) !== TIMESTAMP[0] || view.getInt32(at + 4, true) !== TIMESTAMP[1]) return false;
    if (view.getInt32(at + 8, true) !== TIMESTAMP[2] || view.getInt16(at + 12, true) !== (TIMESTAMP[3] & 0xffff)) {
      return false;
    }
    at += 14;
    let timestamp = 0;
    for (const end = at + TIMESTAMP_DIGITS; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (!isDigit(byte)) return false;
      timestamp = timestamp * 10 + (byte - 0x30);
    }
    this.timestamp = timestamp;
    if (view.getInt32(at, true) !== MESSAGE[0] || view.getInt32(at + 4, true) !== MESSAGE[1]) return false;
    if (view.getInt32(at + 8, true) !== MESSAGE[2]) return false;
    this.messageStart = at + 12;
    const end = this.#strings.end(this.messageStart);
    if (end < 0 || bytes[end] !== QUOTE || bytes[end + 1] !== CLOSING_BRACE) return false;
    this.messageEnd = end;
    this.traits = this.#strings.traits;
    this.end = end + 2;
    return true;
  }
}

/** Whether all four bytes are digits: high halves of 3, and still so with 6 added to the low ones. */
const areDigits = (word: number): boolean => {
  const inRow = (word & 0xf0f0f0f0) === 0x30303030;
  return inRow && ((word + 0x06060606) & 0xf0f0f0f0) === 0x30303030;
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
