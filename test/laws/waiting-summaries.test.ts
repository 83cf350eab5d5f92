import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../lib/core/bytes.ts';
import { encodeSummary } from '../../lib/core/fold/encode-summary.ts';
import { FailureMarks } from '../../lib/core/fold/failure-marks.ts';
import { plainSummaryOf } from '../../lib/core/fold/plain-summary.ts';
import type { Summary } from '../../lib/core/fold/summary.ts';
import { emptySummary } from '../../lib/core/fold/summary.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { WaitingSummaries } from '../../lib/core/fold/waiting-summaries.ts';
import { type FunctionId, functionIdOf } from '../../lib/core/function-key.ts';
import { minute } from '../../lib/core/units.ts';

const SALT = 5;
const IDS = ['a', 'b', 'c'].map((name) => functionIdOf({ account: '111122223333', region: 'eu-west-1', name }));

const count = fc.oneof(fc.nat(20), fc.constantFrom(0, 1e9, 2 ** 40, Number.MAX_SAFE_INTEGER));
const name = fc.oneof(fc.constantFrom('x', 'y', '__proto__', ''), fc.string());
const names = fc.array(fc.tuple(name, fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(1e9, 2 ** 40))), {
  maxLength: 10,
});

/** What a summary is made of; each call of the function makes it anew. */
const made = fc
  .tuple(fc.array(count, { minLength: 12, maxLength: 12 }), fc.array(count, { maxLength: 80 }), names, names, names)
  .map(([counts, durationsUs, kinds, versions, destinations]) => (): Summary => {
    const summary = emptySummary(SALT);
    const [starts, reports, coldStarts, errorLines, countedErrors, countedTimeouts, ...more] = counts.map(Number);
    Object.assign(summary, { starts, reports, coldStarts, errorLines, countedErrors, countedTimeouts });
    const [durationUsSum, durationUsMax, billedMsSum, initUsSum, memoryUsedMbMax, memorySizeMb] = more;
    Object.assign(summary, { durationUsSum, durationUsMax, billedMsSum, initUsSum, memoryUsedMbMax, memorySizeMb });
    for (const us of durationsUs) summary.durations.add(us);
    for (const [name, times] of kinds) summary.countedErrorKinds.add(name, times);
    for (const [name, times] of versions) summary.versions.add(name, times);
    for (const [name, times] of destinations) summary.destinations.add(name, times);
    for (const [name, times] of destinations) summary.riskyDestinations.add(`risky-${name}`, times);
    return summary;
  });

const comparable = (row: ReadonlyMap<FunctionId, Summary>) =>
  [...row].map(([id, summary]) => {
    const writer = new ByteWriter();
    encodeSummary(summary, writer);
    return { id, bytes: writer.finish(), count: summary.durations.count };
  });

describe('summaries that wait', () => {
  test('are what they were, and merged where two speak of one minute', () => {
    const arrivals = fc.array(fc.tuple(fc.constantFrom(...IDS), fc.nat(2), made), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(arrivals, { maxLength: 3 }), (rounds) => {
        const waiting = new WaitingSummaries(SALT);
        // Several rounds: what held one minute is used again for another.
        for (const round of rounds) {
          const table = new SummaryTable(SALT);
          const besides = new SummaryTable(SALT);
          for (const [id, at, make] of round) {
            table.adopt(id, minute(at), make());
            const plain = plainSummaryOf(make());
            if (plain) waiting.add(id, minute(at), plain);
            else besides.adopt(id, minute(at), make());
          }
          for (const at of [0, 1, 2].map(minute)) {
            const inOrder = (row: ReadonlyMap<FunctionId, Summary>) =>
              comparable(row).sort((a, b) => (a.id < b.id ? -1 : 1));
            expect(inOrder(waiting.take(at, besides.take(at)))).toEqual(inOrder(table.take(at)));
          }
        }
        expect([...waiting.minutes]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('keep the order in which functions and names were first heard of', () => {
    const waiting = new WaitingSummaries(SALT);
    for (const [id, name] of [
      [IDS[2], 'z'],
      [IDS[0], 'a'],
      [IDS[2], 'b'],
      [IDS[1], 'c'],
    ] as const) {
      const summary = emptySummary(SALT);
      summary.destinations.add(name);
      const plain = plainSummaryOf(summary);
      if (id && plain) waiting.add(id, minute(7), plain);
    }
    const row = [...waiting.take(minute(7), new Map())];
    expect(row.map(([id, { destinations }]) => [id, ...destinations.named.keys()])).toEqual([
      [IDS[2], 'z', 'b'],
      [IDS[0], 'a'],
      [IDS[1], 'c'],
    ]);
  });

  test('are not those that are more than counts under their caps', () => {
    const failing = { ...emptySummary(SALT), failures: new FailureMarks(SALT) };
    const flooded = emptySummary(SALT);
    for (let index = 0; index < 60; index++) flooded.destinations.add(`host-${index}`);
    expect([failing, flooded].map(plainSummaryOf)).toEqual([undefined, undefined]);
  });
});
