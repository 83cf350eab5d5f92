import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../lib/core/bytes.ts';
import { encodeSummary } from '../../lib/core/fold/encode-summary.ts';
import { wholeSummary } from '../../lib/core/fold/plain-summary.ts';
import type { Summary } from '../../lib/core/fold/summary.ts';
import { readWindowLine } from '../../lib/core/fold/window-line.ts';
import { type ReadWindowRecord, summaryOfRecord } from '../../lib/core/fold/window-record.ts';

const SALT = 5;

const comparable = ({ functionId, minute, summary }: ReadWindowRecord) => ({
  functionId,
  minute,
  bytes: bytesOf(summary),
  order: [summary.countedErrorKinds, summary.destinations, summary.riskyDestinations].map(({ named }) => [...named]),
});

const bytesOf = (summary: Summary): Uint8Array => {
  const writer = new ByteWriter();
  encodeSummary(summary, writer);
  return writer.finish();
};

/** What a line says when it is read as JSON. */
const readAsJson = (line: string): ReadWindowRecord | undefined => {
  try {
    const read = summaryOfRecord(JSON.parse(line), SALT);
    return read.ok ? read.value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** What is read from the line itself must be what JSON says, and nothing may be read from what JSON refuses. */
const agrees = (line: string): boolean => {
  const read = readWindowLine(line);
  const quick = read && { ...read, summary: wholeSummary(read.summary, SALT) };
  if (quick === undefined) return false;
  const slow = readAsJson(line);
  expect(slow, line).toBeDefined();
  if (slow) expect(comparable(quick), line).toEqual(comparable(slow));
  return true;
};

const hostileName = fc.oneof(
  fc.constantFrom('api.example.com', 'API.Example.com', '203.0.113.9:4444', 'Timeout', 'TypeError', '__proto__', '7'),
  fc.string(),
  fc.string({ unit: 'binary' }),
);
const counts = fc.dictionary(hostileName, fc.oneof(fc.nat(500), fc.constantFrom(0, 1e9, 1e9 + 1, -1, 1.5)), {
  maxKeys: 20,
});
const ms = fc.oneof(
  fc.nat(900_000),
  fc.double({ min: 0, max: 90_000_000, noNaN: true }),
  fc.nat(9_000_000).map((tenths) => tenths / 10),
  fc.constantFrom(0, 86_400_000, 86_400_000.001, 86_400_000.0004, 1e-7, 1e21, -0, -5),
  fc.tuple(fc.nat(999_999), fc.nat(999_999_999)).map(([whole, digits]) => Number(`${whole}.${digits}`)),
);
const record = fc.record(
  {
    t: fc.oneof(
      fc.integer({ min: 29_000_000, max: 29_500_000 }).map((minute) => new Date(minute * 60_000).toISOString()),
      fc.constantFrom('2026-01-06T21:00Z', 'yesterday', '', '1900-01-01T00:00:00Z'),
    ),
    function: fc.oneof(fc.constantFrom('shop', 'a-b_C9', 'x/y', ''), fc.string()),
    version: fc.oneof(fc.constantFrom('42', '$LATEST', ''), fc.string({ maxLength: 80 })),
    invocations: fc.oneof(fc.nat(10_000), fc.constantFrom(1e9, 1e9 + 1, -1, 0.5)),
    errors: fc.nat(50),
    errorKinds: counts,
    timeouts: fc.nat(50),
    coldStarts: fc.nat(50),
    durations: fc.array(ms, { maxLength: 8 }),
    outbound: counts,
    account: fc.constantFrom('123456789012'),
  },
  { requiredKeys: ['t', 'function', 'invocations'] },
);

/** As JavaScript writes it, and as Python does. */
const written = fc.tuple(record, fc.boolean()).map(([value, spaced]) => {
  const text = JSON.stringify(value);
  return spaced ? text.replaceAll('":', '": ').replaceAll(',"', ', "') : text;
});

describe('a window record that is read from its line', () => {
  test('says what it says as JSON', () => {
    fc.assert(
      fc.property(written, (line) => void agrees(line)),
      { numRuns: 1_500 },
    );
  });

  test('says what it says as JSON, or is left to JSON, after any change of its text', () => {
    const piece = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      ' ',
      '0',
      '9',
      '.',
      'e',
      '-',
      '\n',
      't',
      '__',
    );
    const changed = fc.tuple(written, fc.nat(), fc.nat(3), piece).map(([line, at, removed, added]) => {
      const place = at % (line.length + 1);
      return line.slice(0, place) + added + line.slice(place + removed);
    });
    fc.assert(
      fc.property(changed, (line) => void agrees(line)),
      { numRuns: 3_000 },
    );
  });

  test.each([
    [
      'JavaScript',
      '{"t":"2026-01-06T21:00:00.000Z","function":"shop","version":"42","invocations":12,"errors":1,"errorKinds":{"TypeError":1},"timeouts":0,"coldStarts":1,"durations":[10,20.5,30.125,0.1],"outbound":{"API.example.com":7,"203.0.113.9:4444":1}}',
    ],
    [
      'Python',
      '{"t": "2026-01-06T21:00:00Z", "function": "shop", "invocations": 3, "durations": [1.0, 12.34567], "outbound": {}, "errorKinds": {}}',
    ],
  ])('is read as %s writes it', (_, line) => {
    expect(agrees(line)).toBe(true);
  });

  test.each([
    ['a field twice', '{"t":"2026-01-06T21:00Z","function":"a","invocations":1,"invocations":2}'],
    ['a name twice', '{"t":"2026-01-06T21:00Z","function":"a","invocations":1,"outbound":{"h":1,"h":2}}'],
    [
      'a name that objects order by number',
      '{"t":"2026-01-06T21:00Z","function":"a","invocations":1,"outbound":{"h":1,"7":2}}',
    ],
    ['an escape', '{"t":"2026-01-06T21:00Z","function":"a","invocations":1,"outbound":{"\\u0068":1}}'],
    ['a field it does not know', '{"t":"2026-01-06T21:00Z","function":"a","invocations":1,"region":"eu-west-1"}'],
    ['more after the end', '{"t":"2026-01-06T21:00Z","function":"a","invocations":1}}'],
    ['a leading zero', '{"t":"2026-01-06T21:00Z","function":"a","invocations":01}'],
    ['nothing required', '{"t":"2026-01-06T21:00Z"}'],
  ])('is left to JSON for %s', (_, line) => {
    expect(readWindowLine(line)).toBeUndefined();
  });
});
