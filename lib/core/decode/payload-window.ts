import { WindowInflater } from './window-inflater.ts';

/** Readers compare templates without asking for the end: what they may touch behind it is zero, which matches nothing. */
const MARGIN_BYTES = 512;
const FIRST_INPUT_BYTES = 64 * 1024;

/**
 * The text of one payload after another, as UTF-8 bytes in a window that slides over it. One per execution environment:
 * nothing is allocated for a payload.
 */
export class PayloadWindow {
  /** Text up to {@link filled}, zeros for a while behind it. */
  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #most: number;
  readonly #inflater: WindowInflater;
  readonly #limitBytes: number;
  #input = Buffer.alloc(FIRST_INPUT_BYTES);
  #inflatedBytes = 0;
  /** End of the text in the window. */
  filled = 0;

  private constructor(inflater: WindowInflater, bytes: Uint8Array, limitBytes: number) {
    this.bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#most = bytes.length - MARGIN_BYTES;
    this.#inflater = inflater;
    this.#limitBytes = limitBytes;
  }

  /**
   * @param bytes the window's memory
   * @param limitBytes most that a payload may inflate to
   * @returns `undefined` where zlib does not work as the inflater needs it
   */
  static create(bytes: Uint8Array, limitBytes: number): PayloadWindow | undefined {
    const inflater = WindowInflater.create();
    return inflater === undefined ? undefined : new PayloadWindow(inflater, bytes, limitBytes);
  }

  /** Begins with another payload. False for what is no base64 of gzip; whether all of it is shows at the end. */
  open(base64: string): boolean {
    const inputBytes = exactBytesOf(base64);
    if (inputBytes === undefined) return false;
    if (inputBytes > this.#input.length) this.#input = Buffer.alloc(2 ** Math.ceil(Math.log2(inputBytes)));
    // The decoder leaves out what does not belong to the alphabet: then fewer bytes come out.
    if (this.#input.write(base64, 0, inputBytes, 'base64') !== inputBytes) return false;
    if (this.#input[0] !== 0x1f || this.#input[1] !== 0x8b) return false;
    this.#inflater.start(this.#input, inputBytes);
    this.#inflatedBytes = 0;
    this.filled = 0;
    return this.slide(0);
  }

  /** Whether nothing comes after {@link filled}, and the checksum was right. */
  get isLast(): boolean {
    return this.#inflater.isDone;
  }

  /** Drops the text before `from` and fills up what becomes free. False where the payload is damaged or too large. */
  slide(from: number): boolean {
    if (from > 0) this.bytes.copyWithin(0, from, this.filled);
    const kept = this.filled - from;
    const end = this.#inflater.fill(this.bytes, kept, this.#most);
    this.#inflatedBytes += end - kept;
    if (end < 0 || this.#inflatedBytes > this.#limitBytes) {
      // What is left of earlier windows must not pass for text.
      this.filled = 0;
      return false;
    }
    this.filled = end;
    this.bytes.fill(0, end, end + MARGIN_BYTES);
    return true;
  }

  /** Text between two positions, invalid UTF-8 replaced as everywhere. */
  text(from: number, to: number): string {
    return this.#buffer.toString('utf8', from, to);
  }

  /** One character per byte, a copy. */
  latin1(from: number, to: number): string {
    return this.#buffer.toString('latin1', from, to);
  }
}

const EQUALS = 0x3d;

/** Bytes that padded base64 of this length stands for; `undefined` for any other length. */
const exactBytesOf = (base64: string): number | undefined => {
  const { length } = base64;
  if (length === 0 || length % 4 !== 0) return undefined;
  const padding = base64.charCodeAt(length - 1) !== EQUALS ? 0 : base64.charCodeAt(length - 2) !== EQUALS ? 1 : 2;
  return (length / 4) * 3 - padding;
};
