import { remembered } from '../remembered.ts';
import { type EpochMs, minuteOf } from '../units.ts';
import type { BoundedCounts } from './bounded-counts.ts';
import { emptySummary, type Summary } from './summary.ts';
import type { ReadWindowRecord } from './window-record.ts';
import {
  destinationOf,
  functionIdOfName,
  kindOf,
  MAX_MS,
  MAX_NAME_CHARACTERS,
  MAX_VERSION_CHARACTERS,
  timeOf,
} from './window-record-values.ts';

/** Records are written in this order everywhere, and a look at the first field spares other lines the attempt. */
const BEGINNING = '{"t":';

const QUOTE = 0x22;
const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const SPACE = 0x20;

/** A text that stands in JSON as it is: no escapes, nothing that JSON forbids. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that JSON forbids
const PLAIN = /^[^"\\\u0000-\u001f]*$/;
/** Objects order names that look like array places by number, so that one among their names is left to JSON. */
const PLACE = /^[0-9]+$/;
/** Counts of so many digits stay below the most that a record may say. */
const MOST_DIGITS = 9;
/** Durations of one record beyond this are left to JSON. Their sum is exact: it stays far below 2^53. */
const MOST_DURATIONS = 10_000;
/** Names of one object beyond this are not compared with each other here. */
const MOST_NAMES = 16;
const MOST_REMEMBERED = 4_096;
const US_PER_MS = 1_000;

const FIELDS = { t: 1, function: 2, version: 4, invocations: 8, errors: 16, errorKinds: 32 } as const;
const MORE_FIELDS = { timeouts: 64, coldStarts: 128, durations: 256, outbound: 512 } as const;
const REQUIRED = FIELDS.t | FIELDS.function | FIELDS.invocations;

/** A name as JSON wrote it, with what it means; `undefined` when it must be read as JSON. */
const plain = <Value>(make: (text: string) => Value) =>
  remembered(MOST_REMEMBERED, (text: string): { readonly value: Value } | undefined =>
    text.length <= MAX_NAME_CHARACTERS && PLAIN.test(text) ? { value: make(text) } : undefined,
  );

const plainVersion = plain((text) => (text === '' ? undefined : text.slice(0, MAX_VERSION_CHARACTERS)));
const plainKind = plain((text) => (PLACE.test(text) ? undefined : kindOf(text)));
const plainDestination = plain((text) => (PLACE.test(text) ? undefined : destinationOf(text)));

/** Stands for a number that is not written as expected. */
const UNEXPECTED = -1;

/**
 * Reads window records from their lines without making JSON values of them: a third of what `JSON.parse` and the reading
 * of its objects take. Knows the records as programs write them; any line that is written otherwise, or says what a
 * record must not say, is left to `summaryOfRecord`, which decides and explains. Law: what it reads is the same.
 */
export class WindowLineReader {
  readonly #salt: number;
  readonly #durationsUs = new Float64Array(MOST_DURATIONS);
  #line = '';
  #at = 0;
  /** The time as the last line wrote it, quotes included: most lines repeat it. */
  #timeText = '""';
  #time: EpochMs | undefined;

  constructor(salt: number) {
    this.#salt = salt;
  }

  /** `undefined` when the line must be read as JSON. */
  read(line: string): ReadWindowRecord | undefined {
    if (!line.startsWith(BEGINNING)) return undefined;
    this.#line = line;
    this.#at = 1;
    const summary = emptySummary(this.#salt);
    let seen = 0;
    let functionId: ReadWindowRecord['functionId'] | undefined;
    let version: string | undefined;
    for (;;) {
      this.#skipSpaces();
      const field = this.#field();
      if (field === 0 || (seen & field) !== 0) return undefined;
      seen |= field;
      this.#skipSpaces();
      switch (field) {
        case FIELDS.t:
          if (!this.#readTime()) return undefined;
          break;
        case FIELDS.function:
          functionId = functionIdOfName(this.#text());
          if (functionId === undefined) return undefined;
          break;
        case FIELDS.version:
          version = plainVersion(this.#text())?.value;
          if (version === undefined) return undefined;
          break;
        case FIELDS.errorKinds:
          if (!this.#readKinds(summary)) return undefined;
          break;
        case MORE_FIELDS.outbound:
          if (!this.#readOutbound(summary)) return undefined;
          break;
        case MORE_FIELDS.durations:
          if (!this.#readDurations(summary)) return undefined;
          break;
        default: {
          const count = this.#count();
          if (count === UNEXPECTED) return undefined;
          setCount(summary, field, count);
        }
      }
      this.#skipSpaces();
      const next = line.charCodeAt(this.#at++);
      if (next === COMMA) continue;
      if (next !== BRACE_END || this.#at !== line.length) return undefined;
      break;
    }
    if ((seen & REQUIRED) !== REQUIRED || this.#time === undefined || functionId === undefined) return undefined;
    if (version !== undefined) summary.versions.add(version, summary.starts);
    return { functionId, minute: minuteOf(this.#time), summary };
  }

  #skipSpaces(): void {
    while (this.#line.charCodeAt(this.#at) === SPACE) this.#at++;
  }

  /** Steps over a field's name and colon; 0 when it is none that a record has. */
  #field(): number {
    const line = this.#line;
    const at = this.#at;
    // The first letter, and where two begin alike another one, tell them apart.
    switch (line.charCodeAt(at + 1)) {
      case 0x74: // t
        return line.charCodeAt(at + 2) === QUOTE
          ? this.#name('"t":', FIELDS.t)
          : this.#name('"timeouts":', MORE_FIELDS.timeouts);
      case 0x66: // f
        return this.#name('"function":', FIELDS.function);
      case 0x76: // v
        return this.#name('"version":', FIELDS.version);
      case 0x69: // i
        return this.#name('"invocations":', FIELDS.invocations);
      case 0x65: // e
        return line.charCodeAt(at + 6) === 0x73
          ? this.#name('"errors":', FIELDS.errors)
          : this.#name('"errorKinds":', FIELDS.errorKinds);
      case 0x63: // c
        return this.#name('"coldStarts":', MORE_FIELDS.coldStarts);
      case 0x64: // d
        return this.#name('"durations":', MORE_FIELDS.durations);
      case 0x6f: // o
        return this.#name('"outbound":', MORE_FIELDS.outbound);
      default:
        return 0;
    }
  }

  #name(quoted: string, field: number): number {
    if (!this.#line.startsWith(quoted, this.#at)) return 0;
    this.#at += quoted.length;
    return field;
  }

  /** The text between quotes as it is written; empty when there is none. */
  #text(): string {
    if (this.#line.charCodeAt(this.#at) !== QUOTE) return '';
    const end = this.#line.indexOf('"', this.#at + 1);
    if (end < 0) return '';
    const text = this.#line.slice(this.#at + 1, end);
    this.#at = end + 1;
    return text;
  }

  #readTime(): boolean {
    if (this.#line.startsWith(this.#timeText, this.#at)) {
      this.#at += this.#timeText.length;
      return this.#time !== undefined;
    }
    const text = this.#text();
    this.#time = PLAIN.test(text) ? timeOf(text) : undefined;
    this.#timeText = `"${text}"`;
    return this.#time !== undefined;
  }

  /** A whole number without sign, point or exponent. */
  #count(): number {
    const line = this.#line;
    const from = this.#at;
    let at = from;
    let value = 0;
    for (let digit = line.charCodeAt(at) - ZERO; digit >= 0 && digit <= 9; digit = line.charCodeAt(at) - ZERO) {
      value = 10 * value + digit;
      at++;
    }
    const digits = at - from;
    this.#at = at;
    if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && line.charCodeAt(from) === ZERO)) return UNEXPECTED;
    return value;
  }

  /** Milliseconds, as whole microseconds. */
  #microseconds(): number {
    const whole = this.#count();
    if (whole === UNEXPECTED || whole > MAX_MS) return UNEXPECTED;
    if (this.#line.charCodeAt(this.#at) !== POINT) return whole * US_PER_MS;
    const line = this.#line;
    const from = ++this.#at;
    let fraction = 0;
    for (let digit = line.charCodeAt(this.#at) - ZERO; digit >= 0 && digit <= 9; ) {
      fraction = 10 * fraction + digit;
      digit = line.charCodeAt(++this.#at) - ZERO;
    }
    const digits = this.#at - from;
    if (digits === 0) return UNEXPECTED;
    if (digits > 3) return this.#rounded(from);
    const us = whole * US_PER_MS + (digits === 3 ? fraction : digits === 2 ? 10 * fraction : 100 * fraction);
    return us > MAX_MS * US_PER_MS ? UNEXPECTED : us;
  }

  /** A number with more digits than microseconds have, rounded as JSON's numbers are; its fraction begins at `fraction`. */
  #rounded(fraction: number): number {
    let from = fraction - 1;
    while (isDigit(this.#line.charCodeAt(from - 1))) from--;
    const ms = Number(this.#line.slice(from, this.#at));
    return ms > MAX_MS ? UNEXPECTED : Math.round(ms * US_PER_MS);
  }

  #readDurations(summary: Summary): boolean {
    if (this.#line.charCodeAt(this.#at++) !== BRACKET) return false;
    if (this.#line.charCodeAt(this.#at) === BRACKET_END) return this.#at++ > 0;
    let [used, sum, longest] = [0, 0, 0];
    for (;;) {
      this.#skipSpaces();
      const us = this.#microseconds();
      if (us === UNEXPECTED || used === MOST_DURATIONS) return false;
      this.#durationsUs[used++] = us;
      sum += us;
      if (us > longest) longest = us;
      this.#skipSpaces();
      const next = this.#line.charCodeAt(this.#at++);
      if (next === COMMA) continue;
      if (next !== BRACKET_END) return false;
      summary.durations.addAll(this.#durationsUs, used);
      summary.durationUsSum = sum;
      summary.durationUsMax = longest;
      return true;
    }
  }

  #readKinds({ countedErrorKinds }: Summary): boolean {
    return this.#readNamed(plainKind, (kind, count) => countedErrorKinds.add(kind, count));
  }

  #readOutbound({ riskyDestinations, destinations }: Summary): boolean {
    return this.#readNamed(plainDestination, ({ name, isRisky }, count) => {
      const counts: BoundedCounts = isRisky ? riskyDestinations : destinations;
      counts.add(name, count);
    });
  }

  #readNamed<Value>(
    plainOf: (text: string) => { readonly value: Value | undefined } | undefined,
    visit: (value: Value, count: number) => void,
  ): boolean {
    if (this.#line.charCodeAt(this.#at++) !== BRACE) return false;
    if (this.#line.charCodeAt(this.#at) === BRACE_END) return this.#at++ > 0;
    const names: string[] = [];
    for (;;) {
      this.#skipSpaces();
      if (this.#line.charCodeAt(this.#at) !== QUOTE) return false;
      const text = this.#text();
      const name = plainOf(text)?.value;
      if (name === undefined || this.#line.charCodeAt(this.#at++) !== 0x3a) return false;
      // Of a name that is written twice JSON keeps the last.
      if (names.length >= MOST_NAMES || names.includes(text)) return false;
      names.push(text);
      this.#skipSpaces();
      const count = this.#count();
      if (count === UNEXPECTED) return false;
      if (count > 0) visit(name, count);
      this.#skipSpaces();
      const next = this.#line.charCodeAt(this.#at++);
      if (next === BRACE_END) return true;
      if (next !== COMMA) return false;
    }
  }
}

const isDigit = (code: number): boolean => code >= ZERO && code <= ZERO + 9;

const setCount = (summary: Summary, field: number, count: number): void => {
  switch (field) {
    case FIELDS.invocations:
      summary.starts = count;
      summary.reports = count;
      break;
    case FIELDS.errors:
      summary.countedErrors = count;
      break;
    case MORE_FIELDS.timeouts:
      summary.countedTimeouts = count;
      break;
    case MORE_FIELDS.coldStarts:
      summary.coldStarts = count;
      break;
  }
};
