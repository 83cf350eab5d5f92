import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SummaryCell, SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { type FunctionId, functionIdOf } from '../../lib/core/function-key.ts';
import { type PartialHeader, packPartials } from '../../lib/core/pipeline/pack-partials.ts';
import { unpackPartial } from '../../lib/core/pipeline/unpack-partial.ts';
import { minute } from '../../lib/core/units.ts';
import { cellsOf } from '../support/stored-counts.ts';

const SALT = 5;
const arrived = minute(29_000_000);

const id: fc.Arbitrary<FunctionId> = fc
  .record({
    account: fc.constantFrom('123456789012', '123456789013', 'unknown'),
    region: fc.constantFrom('eu-west-1', 'eu-west-2'),
    name: fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('__proto__', 'a😀', 'a😁', 'a')),
  })
  .map(functionIdOf);

const cells: fc.Arbitrary<SummaryCell[]> = fc
  .array(fc.record({ id, offset: fc.integer({ min: -20_000, max: 20_000 }), starts: fc.nat(9), us: fc.nat(9e8) }))
  .map((windows) => {
    const table = new SummaryTable(SALT);
    for (const { id, offset, starts, us } of windows) {
      const summary = table.at(id, minute(arrived + offset));
      summary.starts += starts;
      summary.durationUsSum += us;
      summary.durations.add(us);
      summary.versions.add('$LATEST');
    }
    return [...table];
  });

const header: fc.Arbitrary<PartialHeader> = fc.oneof(
  fc.constant({ arrived }),
  fc
    .record({
      markerBlock: fc.nat(),
      stream: fc.maxSafeNat(),
      firstEventId: fc.string({ maxLength: 56 }),
      lastEventId: fc.string({ maxLength: 56 }),
    })
    .map((origin) => ({ arrived, origin })),
);

const tableOf = (cells: readonly SummaryCell[]): SummaryTable => {
  const table = new SummaryTable(SALT);
  for (const { functionId, minute, summary } of cells) Object.assign(table.at(functionId, minute), summary);
  return table;
};

describe('packed summaries', () => {
  it('say the same when unpacked, whatever the size of a part', () => {
    fc.assert(
      fc.property(header, cells, fc.integer({ min: 400, max: 2_000 }), (header, cells, maxBytes) => {
        const parts = packPartials(header, cells, maxBytes);
        const unpacked = parts.map((part) => unpackPartial(part, SALT));
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(maxBytes);
        for (const one of unpacked) expect(one.header).toEqual(header);
        expect(cellsOf(tableOf(unpacked.flatMap(({ windows }) => windows)))).toEqual(cellsOf(tableOf(cells)));
      }),
    );
  });

  it('of another version are refused', () => {
    expect(() => unpackPartial(Uint8Array.of(99, 0, 0), SALT)).toThrow('version 99');
  });
});
