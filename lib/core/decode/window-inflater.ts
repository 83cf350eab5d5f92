import { constants, createGunzip } from 'node:zlib';

/** The native half of a zlib stream, as far as it is used here. Undocumented, so everything is checked at the start. */
interface ZlibHandle {
  onerror: (message: string, errno: number, code: string) => void;
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
}

/** Smallest that zlib takes: the stream's own output buffer is never used. */
const UNUSED_CHUNK_BYTES = 64;

/**
 * Inflates gzip into windows that the caller owns, through one native handle that is used again and again. What
 * `gunzipSync` costs on a small payload is mostly making and collecting such a handle and its buffers.
 *
 * Strict as `gunzipSync`: the same native code judges header, checksum, length, further members and trailing bytes.
 */
export class WindowInflater {
  /** Only keeps the stream from being collected, and the handle with it. */
  readonly #stream: object;
  readonly #handle: ZlibHandle;
  /** Output and input that the last write left unused. */
  readonly #left: Uint32Array;
  #input: Uint8Array = new Uint8Array(0);
  #inputOffset = 0;
  #inputLength = 0;
  #hasFailed = false;
  #isDone = true;

  private constructor(stream: object, handle: ZlibHandle, left: Uint32Array) {
    this.#stream = stream;
    this.#handle = handle;
    this.#left = left;
    handle.onerror = () => {
      this.#hasFailed = true;
    };
  }

  /** `undefined` where this version of Node has no such handle, or one that works otherwise. */
  static create(): WindowInflater | undefined {
    try {
      const stream = createGunzip({ chunkSize: UNUSED_CHUNK_BYTES });
      // Believed to be these until they are used, just below.
      const inflater = new WindowInflater(stream, Reflect.get(stream, '_handle'), Reflect.get(stream, '_writeState'));
      return inflater.#worksAsExpected() ? inflater : undefined;
    } catch {
      // A handle of another shape; the documented functions still work.
      return undefined;
    }
  }

  /** Whether the last byte was inflated and every checksum is right. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Begins another payload: the first `length` bytes of `compressed`, which must not change until it is done. */
  start(compressed: Uint8Array, length: number): void {
    this.#handle.reset();
    this.#input = compressed;
    this.#inputOffset = 0;
    this.#inputLength = length;
    this.#hasFailed = false;
    this.#isDone = false;
  }

  /** Inflates into `window` from `from` up to `to`. Returns the end of what was written, or -1 for what is no gzip. */
  fill(window: Uint8Array, from: number, to: number): number {
    if (this.#isDone || from >= to) return from;
    this.#handle.writeSync(
      constants.Z_FINISH,
      this.#input,
      this.#inputOffset,
      this.#inputLength - this.#inputOffset,
      window,
      from,
      to - from,
    );
    if (this.#hasFailed) {
      this.#isDone = true;
      return -1;
    }
    const unusedOutput = this.#left[0] ?? 0;
    const unusedInput = this.#left[1] ?? 0;
    this.#inputOffset = this.#inputLength - unusedInput;
    // With room left the native side has either ended properly or reported an error.
    if (unusedOutput > 0) this.#isDone = true;
    return to - unusedOutput;
  }

  #worksAsExpected(): boolean {
    const sample = Buffer.from(SAMPLE_GZIP, 'base64');
    const window = new Uint8Array(SAMPLE_TEXT.length + 1);
    // In two windows, a second time after a damaged one: all that payloads will do to it.
    this.start(sample, sample.length);
    const half = this.fill(window, 0, 8);
    const end = this.fill(window, half, window.length);
    if (half !== 8 || !this.#isDone || !isSample(window, end)) return false;
    this.start(sample, sample.length - 3);
    if (this.fill(window, 0, window.length) !== -1) return false;
    this.start(sample, sample.length);
    return isSample(window, this.fill(window, 0, window.length)) && this.#isDone && this.#stream !== undefined;
  }
}

const SAMPLE_TEXT = '{"messageType":"DATA_MESSAGE"}';
/** Gzip of {@link SAMPLE_TEXT}. */
const SAMPLE_GZIP = 'H4sIAAAAAAAAA6tWyk0tLk5MTw2pLEhVslJycQxxjPd1DQ52dHdVqgUADNdx3R4AAAA=';

const isSample = (window: Uint8Array, end: number): boolean =>
  Buffer.from(window.buffer, 0, Math.max(0, end)).toString('latin1') === SAMPLE_TEXT;
