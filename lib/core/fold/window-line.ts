import type { FunctionId } from '../function-key.ts';
import { type Minute, minuteOf } from '../units.ts';
import { AsciiCursor, type AsciiText, asciiOf, UNEXPECTED } from './ascii-cursor.ts';
import { NameTable } from './name-table.ts';
import { PlainDraft } from './plain-draft.ts';
import type { PlainSummary } from './plain-summary.ts';
import {
  destinationOf,
  functionIdOfName,
  kindOf,
  MAX_MS,
  MAX_NAME_CHARACTERS,
  MAX_VERSION_CHARACTERS,
  timeOf,
} from './window-record-values.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** Records are written in this order everywhere, and a look at the first field spares other lines the attempt. */
const BEGINNING = '{"t":';
/** Objects order names that look like array places by number, so that one among their names is left to JSON. */
const PLACE = /^[0-9]+$/;
/** Counts of so many digits stay below the most that a record may say. */
const MOST_DIGITS = 9;
/** Durations of one record beyond this are left to JSON. Their sum is exact: it stays far below 2^53. */
const MOST_DURATIONS = 10_000;
/** Names of one object beyond this are not compared with each other here. */
const MOST_NAMES = 16;
/** What comes so close to the longest duration that rounding decides is left to JSON. */
const MOST_US = MAX_MS * 1_000;

const FIELDS = { t: 1, function: 2, version: 4, invocations: 8, errors: 16, errorKinds: 32 } as const;
const MORE_FIELDS = { timeouts: 64, coldStarts: 128, durations: 256, outbound: 512 } as const;
const REQUIRED = FIELDS.t | FIELDS.function | FIELDS.invocations;

const NAMES = {
  t: asciiOf('"t":'),
  function: asciiOf('"function":'),
  version: asciiOf('"version":'),
  invocations: asciiOf('"invocations":'),
  errors: asciiOf('"errors":'),
  errorKinds: asciiOf('"errorKinds":'),
  timeouts: asciiOf('"timeouts":'),
  coldStarts: asciiOf('"coldStarts":'),
  durations: asciiOf('"durations":'),
  outbound: asciiOf('"outbound":'),
} as const;

const times = new NameTable(6, MAX_NAME_CHARACTERS, timeOf);
const functions = new NameTable(13, MAX_NAME_CHARACTERS, functionIdOfName);
const versions = new NameTable(12, MAX_NAME_CHARACTERS, (text) =>
  text === '' ? undefined : text.slice(0, MAX_VERSION_CHARACTERS),
);
const kinds = new NameTable(12, MAX_NAME_CHARACTERS, (text) => (PLACE.test(text) ? undefined : kindOf(text)));
const destinations = new NameTable(12, MAX_NAME_CHARACTERS, (text) =>
  PLACE.test(text) ? undefined : destinationOf(text),
);

/** One minute of one function as the line of a window record says it. */
export interface ReadWindowLine {
  readonly functionId: FunctionId;
  readonly minute: Minute;
  readonly summary: PlainSummary;
}

/** The line that is being read, what it says, the names of one of its objects: contents mean nothing between calls. */
const cursor = new AsciiCursor();
const draft = new PlainDraft(MOST_DURATIONS);
const names: string[] = Array.from({ length: MOST_NAMES }, () => '');

/**
 * Reads a window record from its line without making JSON values of it, which garbage collection would have to clear. Knows the
 * records as programs write them; any line that is written otherwise, or says what a record must not say, is left to
 * `summaryOfRecord`, which decides and explains. Law: what it reads is the same.
 *
 * @returns `undefined` when the line must be read as JSON
 */
export const readWindowLine = (line: string): ReadWindowLine | undefined => {
  if (!line.startsWith(BEGINNING) || !cursor.load(line)) return undefined;
  cursor.at = 1;
  draft.begin();
  let seen = 0;
  let at: ReturnType<typeof timeOf>;
  let functionId: FunctionId | undefined;
  for (;;) {
    cursor.skipSpaces();
    const field = readField();
    if (field === 0 || (seen & field) !== 0) return undefined;
    seen |= field;
    cursor.skipSpaces();
    switch (field) {
      case FIELDS.t:
        at = times.read(cursor)?.value;
        if (at === undefined) return undefined;
        break;
      case FIELDS.function:
        functionId = functions.read(cursor)?.value;
        if (functionId === undefined) return undefined;
        break;
      case FIELDS.version:
        draft.version = versions.read(cursor)?.value ?? '';
        if (draft.version === '') return undefined;
        break;
      case FIELDS.errorKinds:
        if (!readKinds()) return undefined;
        break;
      case MORE_FIELDS.outbound:
        if (!readOutbound()) return undefined;
        break;
      case MORE_FIELDS.durations:
        if (!readDurations()) return undefined;
        break;
      default: {
        const count = cursor.whole(MOST_DIGITS);
        if (count === UNEXPECTED) return undefined;
        setCount(field, count);
      }
    }
    const next = cursor.next();
    if (next === COMMA) continue;
    if (next !== BRACE_END || cursor.at !== line.length) return undefined;
    break;
  }
  if ((seen & REQUIRED) !== REQUIRED || at === undefined || functionId === undefined) return undefined;
  return { functionId, minute: minuteOf(at), summary: draft.finish() };
};

/** Steps over a field's name and colon; 0 when it is none that a record has. */
const readField = (): number => {
  const { bytes, at } = cursor;
  // The first letter, and where two begin alike another one, tell them apart.
  switch (bytes[at + 1]) {
    case 0x74: // t
      return bytes[at + 2] === QUOTE ? named(NAMES.t, FIELDS.t) : named(NAMES.timeouts, MORE_FIELDS.timeouts);
    case 0x66: // f
      return named(NAMES.function, FIELDS.function);
    case 0x76: // v
      return named(NAMES.version, FIELDS.version);
    case 0x69: // i
      return named(NAMES.invocations, FIELDS.invocations);
    case 0x65: // e
      return bytes[at + 6] === 0x73 ? named(NAMES.errors, FIELDS.errors) : named(NAMES.errorKinds, FIELDS.errorKinds);
    case 0x63: // c
      return named(NAMES.coldStarts, MORE_FIELDS.coldStarts);
    case 0x64: // d
      return named(NAMES.durations, MORE_FIELDS.durations);
    case 0x6f: // o
      return named(NAMES.outbound, MORE_FIELDS.outbound);
    default:
      return 0;
  }
};

const named = (name: AsciiText, field: number): number => (cursor.skip(name) ? field : 0);

const setCount = (field: number, count: number): void => {
  switch (field) {
    case FIELDS.invocations:
      draft.invocations = count;
      break;
    case FIELDS.errors:
      draft.errors = count;
      break;
    case MORE_FIELDS.timeouts:
      draft.timeouts = count;
      break;
    case MORE_FIELDS.coldStarts:
      draft.coldStarts = count;
      break;
  }
};

const readDurations = (): boolean => {
  if (cursor.next() !== BRACKET) return false;
  if (cursor.here === BRACKET_END) return cursor.next() !== 0;
  for (;;) {
    cursor.skipSpaces();
    const us = cursor.thousandths(MOST_DIGITS);
    if (us === UNEXPECTED || us >= MOST_US || !draft.addDuration(us)) return false;
    const next = cursor.next();
    if (next === BRACKET_END) return true;
    if (next !== COMMA) return false;
  }
};

const readKinds = (): boolean => readNamed(kinds, (kind, count) => draft.kinds.add(kind, count));

const readOutbound = (): boolean =>
  readNamed(destinations, ({ name, isRisky }, count) => (isRisky ? draft.risky : draft.destinations).add(name, count));

const readNamed = <Value>(table: NameTable<Value>, visit: (value: Value, count: number) => void): boolean => {
  if (cursor.next() !== BRACE) return false;
  if (cursor.here === BRACE_END) return cursor.next() !== 0;
  for (let used = 0; ; ) {
    cursor.skipSpaces();
    const name = table.read(cursor);
    // Of a name that is written twice JSON keeps the last.
    if (name === undefined || used === MOST_NAMES || isAmongNames(name.text, used)) return false;
    names[used++] = name.text;
    if (cursor.next() !== COLON) return false;
    cursor.skipSpaces();
    const count = cursor.whole(MOST_DIGITS);
    if (count === UNEXPECTED) return false;
    if (count > 0) visit(name.value, count);
    const next = cursor.next();
    if (next === BRACE_END) return true;
    if (next !== COMMA) return false;
  }
};

const isAmongNames = (text: string, used: number): boolean => {
  for (let index = 0; index < used; index++) if (names[index] === text) return true;
  return false;
};
