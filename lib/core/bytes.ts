const ENCODER = new TextEncoder();

const varintBytes = (value: number): number => (value < 0x80 ? 1 : 1 + varintBytes(Math.floor(value / 0x80)));

/** Growing buffer for the stored binary forms. Integers are LEB128 varints; text is UTF-8 behind its byte length. */
export class ByteWriter {
  /** Of the record being written: times are stored as their distance to this minute. Set by who begins the record. */
  origin = 0;
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    this.#reserve(2);
    this.#view.setUint16(this.#length, value, true);
    this.#length += 2;
    return this;
  }

  u32(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** Single precision: the precision that baselines are rounded to before they are used. */
  f32(value: number): this {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** A non-negative safe integer: 1 byte below 128, 8 bytes at most. */
  varint(value: number): this {
    this.#reserve(8);
    // Nearly all are small, and bits are quicker than division.
    let rest = value;
    if ((value & 0x7fff_ffff) === value) {
      for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    } else {
      if (!(value >= 0 && Number.isSafeInteger(value))) {
        throw new RangeError(`varint takes a non-negative safe integer, got ${value}`);
      }
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  /** A safe integer of either sign, zigzag encoded. */
  signed(value: number): this {
    return this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A minute near {@link origin}, before or after it: 1 byte within the hour, 2 within six days. */
  near(minute: number): this {
    return this.signed(this.origin - minute);
  }

  /** A minute not after {@link origin}, or 0 for never. */
  past(minute: number): this {
    return this.varint(minute === 0 ? 0 : this.origin - minute + 1);
  }

  text(value: string): this {
    const { length } = value;
    this.varint(length).#reserve(length);
    const start = this.#length;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit >= 0x80) return this.#textBeyondAscii(value, start);
      this.#bytes[start + index] = unit;
    }
    this.#length = start + length;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** What was written so far, as a copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Names are ASCII nearly always; any other text begins again, at its length. */
  #textBeyondAscii(value: string, start: number): this {
    this.#length = start - varintBytes(value.length);
    const encoded = ENCODER.encode(value);
    return this.varint(encoded.length).bytes(encoded);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Reads what {@link ByteWriter} wrote. Throws `RangeError` on bytes that end too early. */
export class ByteReader {
  /** Of the record being read: its layout, and the minute that its times are distances to. Set by who reads its head. */
  layout = Number.MAX_SAFE_INTEGER;
  origin = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  get offset(): number {
    return this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  signed(): number {
    const zigzag = this.varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  near(): number {
    return this.origin - this.signed();
  }

  past(): number {
    const distance = this.varint();
    return distance === 0 ? 0 : this.origin - distance + 1;
  }

  text(): string {
    return new TextDecoder().decode(this.bytes(this.varint()));
  }

  /** A view on `length` bytes, not a copy. */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  #take(count: number): number {
    const start = this.#offset;
    if (start + count > this.#bytes.length) {
      throw new RangeError(`stored bytes end at ${this.#bytes.length}, wanted ${start + count}`);
    }
    this.#offset = start + count;
    return start;
  }
}
