import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../lib/core/bytes.ts';
import type { LogBatch, LogEvent } from '../../lib/core/decode/log-batch.ts';
import { BoundedCounts } from '../../lib/core/fold/bounded-counts.ts';
import { decodeSummary } from '../../lib/core/fold/decode-summary.ts';
import { encodeSummary } from '../../lib/core/fold/encode-summary.ts';
import { FailureMarks } from '../../lib/core/fold/failure-marks.ts';
import { mergeInto } from '../../lib/core/fold/merge-summary.ts';
import { emptySummary, type Summary } from '../../lib/core/fold/summary.ts';
import type { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { epochMs } from '../../lib/core/units.ts';
import { cutEverywhere, foldSeparately, SALT, totalsOf } from '../support/fold-counts.ts';

const IDS = Array.from({ length: 6 }, (_, index) => `3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0${index}`);
const FIRST_AT = Date.UTC(2026, 0, 6, 21, 0);

const message = fc.oneof(
  fc
    .constantFrom(...IDS)
    .chain((id) =>
      fc.constantFrom(
        `START RequestId: ${id} Version: 7`,
        `END RequestId: ${id}`,
        `REPORT RequestId: ${id}\tDuration: 12.34 ms\tMax Memory Used: 74 MB\tInit Duration: 5.00 ms`,
        `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tStatus: timeout`,
        `2026-01-06T21:00:00.000Z ${id} Task timed out after 3.00 seconds`,
        `2026-01-06T21:00:00.000Z\t${id}\tERROR\tInvoke Error \t{"errorType":"TypeError"}`,
      ),
    ),
  fc.constantFrom(
    '[ERROR] KeyError: 1\nTraceback (most recent call last):',
    '[ERROR] Runtime.ImportModuleError: x',
    'INIT_REPORT Init Duration: 9.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError',
    'INIT_REPORT Init Duration: 9.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
    'GET https://__proto__.example.com and https://constructor',
  ),
  fc.nat(200).map((index) => `GET https://host-${index}.example.com`),
  fc.nat(200).map((index) => `GET http://203.0.113.${index}:4444`),
);

const event: fc.Arbitrary<LogEvent> = fc.record({
  id: fc.constant('1'),
  timestamp: fc.integer({ min: 0, max: 130_000 }).map((offset) => epochMs(FIRST_AT + offset)),
  message,
});

const batchOf = (name: string, events: readonly LogEvent[]): LogBatch => ({
  owner: '111122223333',
  logGroup: `/aws/lambda/${name}`,
  logStream: `2026/01/06/[7]${'a'.repeat(32)}`,
  subscriptionFilters: [],
  events,
});

const batch = fc
  .tuple(fc.constantFrom('shop', '__proto__', 'constructor'), fc.array(event, { maxLength: 40 }))
  .map(([name, events]) => batchOf(name, events));

const bytesOf = (summary: Summary): Uint8Array => {
  const writer = new ByteWriter();
  encodeSummary(summary, writer);
  return writer.finish();
};

/** Every cell of a table as bytes, in one order. */
const imageOf = (table: SummaryTable): string[] =>
  [...table]
    .map(
      ({ functionId, minute, summary }) => `${functionId} ${minute} ${Buffer.from(bytesOf(summary)).toString('hex')}`,
    )
    .sort();

const summaryOf = (one: LogBatch): Summary => {
  const sum = emptySummary(SALT);
  for (const { summary } of foldSeparately([one]).table) mergeInto(sum, summary);
  return sum;
};

const copyOf = (summary: Summary): Summary => decodeSummary(new ByteReader(bytesOf(summary)), SALT);

const merged = (a: Summary, b: Summary): Summary => {
  const result = copyOf(a);
  mergeInto(result, b);
  return result;
};

const summary = batch.map(summaryOf);

describe('summaries', () => {
  it('merge associatively and commutatively, bit for bit', () => {
    fc.assert(
      fc.property(summary, summary, summary, (a, b, c) => {
        expect(bytesOf(merged(merged(a, b), c))).toEqual(bytesOf(merged(a, merged(b, c))));
        expect(bytesOf(merged(a, b))).toEqual(bytesOf(merged(b, a)));
      }),
    );
  });

  it('have the empty one as identity', () => {
    fc.assert(
      fc.property(summary, (a) => {
        expect(bytesOf(merged(emptySummary(SALT), a))).toEqual(bytesOf(a));
      }),
    );
  });

  it('come back from their bytes unchanged', () => {
    fc.assert(
      fc.property(summary, (a) => {
        expect(bytesOf(copyOf(a))).toEqual(bytesOf(a));
      }),
    );
  });

  it('depend on the set of events alone: neither order nor batches matter', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4 }), (batches) => {
        const whole = imageOf(foldSeparately(batches).table);
        expect(imageOf(foldSeparately(batches.flatMap(cutEverywhere)).table)).toEqual(whole);
        expect(imageOf(foldSeparately(batches.flatMap(cutEverywhere).reverse()).table)).toEqual(whole);
      }),
    );
  });

  it('stay below 40 KB however many names, failures and figures a log makes up', () => {
    const events = Array.from({ length: 20_000 }, (_, index): LogEvent => {
      const id = `3f1c8a52-77aa-4b1e-9c0d-${String(index).padStart(12, '0')}`;
      const texts = [
        `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
        `[ERROR] Kind${String.fromCharCode(65 + (index % 26))}${index}Error: x`,
        `GET https://host-${index}.example.com http://198.51.${index % 256}.1:4444`,
        `REPORT RequestId: ${id}\tDuration: ${index}.00 ms`,
      ];
      return { id: '', timestamp: epochMs(FIRST_AT + (index % 60_000)), message: texts[index % 4] ?? '' };
    });
    expect(bytesOf(summaryOf(batchOf('shop', events))).length).toBeLessThan(40_000);
  });
});

describe('BoundedCounts', () => {
  const names = fc.array(fc.tuple(fc.nat(60), fc.nat(9)), { maxLength: 80 });
  const countsOf = (pairs: readonly (readonly [number, number])[]): BoundedCounts => {
    const counts = new BoundedCounts(10, 7);
    for (const [name, count] of pairs) counts.add(`n${name}`, count);
    return counts;
  };
  const image = (counts: BoundedCounts): string => {
    const writer = new ByteWriter();
    counts.encode(writer);
    return Buffer.from(writer.finish()).toString('hex');
  };

  it('give the same bits whatever is counted together', () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        const parts = countsOf(a);
        parts.merge(countsOf(b));
        expect(image(parts)).toBe(image(countsOf([...b, ...a])));
      }),
    );
  });

  it('keep the total, and the exact count of every name kept', () => {
    fc.assert(
      fc.property(names, (pairs) => {
        const counts = countsOf(pairs);
        const kept = [...counts.named.values()].reduce((sum, count) => sum + count, 0);
        expect(kept + counts.other).toBe(pairs.reduce((sum, [, count]) => sum + count, 0));
        for (const [name, count] of counts.named) {
          expect(count).toBe(pairs.filter(([n]) => `n${n}` === name).reduce((sum, [, c]) => sum + c, 0));
        }
      }),
    );
  });

  it('estimate the names beyond the cap within a quarter', () => {
    const counts = countsOf(Array.from({ length: 5_000 }, (_, index) => [index, 1] as const));
    expect(counts.otherDistinct).toBeGreaterThan(3_750);
    expect(counts.otherDistinct).toBeLessThan(6_250);
  });
});

describe('failures', () => {
  it('are counted the same however the log was cut', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 3 }), (batches) => {
        const whole = totalsOf(foldSeparately(batches).table);
        expect(totalsOf(foldSeparately(batches.flatMap(cutEverywhere).reverse()).table)).toEqual(whole);
      }),
    );
  });

  it('beyond the cap merge in any grouping to the same bytes', () => {
    const marksOf = (from: number, to: number): FailureMarks => {
      const marks = new FailureMarks(16);
      for (let index = from; index < to; index++)
        marks.addIdentified('stream', `id-${index}`, index % 60_000, 'E', SALT);
      return marks;
    };
    const image = (marks: FailureMarks): string => {
      const writer = new ByteWriter();
      marks.encode(writer);
      return Buffer.from(writer.finish()).toString('hex');
    };
    const whole = image(marksOf(0, 300));
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (one, two) => {
        const [first, second] = [Math.min(one, two), Math.max(one, two)];
        const marks = marksOf(second, 300);
        marks.merge(marksOf(0, first));
        marks.merge(marksOf(first, second));
        expect(image(marks)).toBe(whole);
      }),
    );
  });
});
