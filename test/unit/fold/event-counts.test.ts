import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { EventCounts, MOST_KNOWN_EVENTS } from '../../../lib/core/fold/event-counts.ts';

const SALT = 9;
const CAP = 16;

interface Delivery {
  readonly id: string | undefined;
  readonly name: string;
}

const countsOf = (deliveries: readonly Delivery[]): EventCounts => {
  const counts = new EventCounts(CAP, SALT);
  for (const { id, name } of deliveries) counts.add(name, id);
  return counts;
};
const bytesOf = (counts: EventCounts): string => {
  const writer = new ByteWriter();
  counts.encode(writer);
  return Buffer.from(writer.finish()).toString('hex');
};
const merged = (...parts: readonly EventCounts[]): EventCounts => {
  const whole = new EventCounts(CAP, SALT);
  for (const part of parts) whole.merge(part);
  return whole;
};

/** An event always has the same name, as far as AWS goes; anybody else's may not. */
const delivery = fc.record({
  id: fc.option(
    fc.nat(80).map((id) => `event-${id}`),
    { nil: undefined, freq: 12 },
  ),
  name: fc.nat(30).map((name) => `s3:Get${name}`),
});

describe('counts of events', () => {
  it('depend on what was delivered alone, bit for bit, wherever it was split, merged and stored', () => {
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 200 }), fc.nat(), fc.nat(), (deliveries, first, second) => {
        const [from, to] = [first % (deliveries.length + 1), second % (deliveries.length + 1)].sort((a, b) => a - b);
        const parts = [deliveries.slice(0, from), deliveries.slice(from, to), deliveries.slice(to)].map(countsOf);
        const [a, b, c] = parts.map((part) =>
          EventCounts.decode(new ByteReader(Buffer.from(bytesOf(part), 'hex')), CAP, SALT),
        );
        if (a === undefined || b === undefined || c === undefined) throw new Error('three parts');
        const whole = bytesOf(countsOf(deliveries));
        expect(bytesOf(merged(a, b, c))).toBe(whole);
        expect(bytesOf(merged(c, merged(b, a)))).toBe(whole);
        expect(bytesOf(countsOf([...deliveries].reverse()))).toBe(whole);
      }),
    );
  });

  it('count each event once, however often and wherever it was delivered, as a set of ids does', () => {
    const few = fc.uniqueArray(fc.nat(500), { maxLength: MOST_KNOWN_EVENTS });
    fc.assert(
      fc.property(few, fc.array(fc.nat(), { maxLength: 60 }), (ids, again) => {
        const events = ids.map((id) => ({ id: `event-${id}`, name: `s3:Get${id % 7}` }));
        const repeated = again.flatMap((index) => events[index % Math.max(1, events.length)] ?? []);
        const naive = new Map<string, number>();
        for (const { name } of events) naive.set(name, (naive.get(name) ?? 0) + 1);
        const { named, other } = countsOf([...events, ...repeated]).counts();
        expect(new Map(named)).toEqual(naive);
        expect(other).toBe(0);
      }),
    );
  });

  it.each([1, 2, 3])('of a busy minute are exact where %d trails record the same', (trails) => {
    const events = Array.from({ length: 900 }, (_, id) => ({ id: `event-${id}`, name: `s3:Get${id % 9}` }));
    const { named } = merged(...Array.from({ length: trails }, () => countsOf(events))).counts();
    expect(new Map(named)).toEqual(new Map(Array.from({ length: 9 }, (_, name) => [`s3:Get${name}`, 100])));
  });

  it('without ids are counted as often as they come', () => {
    const twice = [
      { id: undefined, name: 'a' },
      { id: undefined, name: 'a' },
    ];
    expect([...countsOf(twice).counts().named]).toEqual([['a', 2]]);
  });

  it('take a bounded number of bytes under a million events of a million names', () => {
    const counts = new EventCounts(CAP, SALT);
    for (let id = 0; id < 1_000_000; id++) counts.add(`service:Action${id}`, `event-${id}`);
    const bytes = bytesOf(counts).length / 2;
    // Known events at most 8 bytes of hash, 1 of deliveries and their name; names below the cap; a sketch of the others.
    expect(bytes).toBeLessThan((MOST_KNOWN_EVENTS + CAP) * 32 + 512);
    const { named, other } = counts.counts();
    expect(named.size).toBe(MOST_KNOWN_EVENTS + CAP);
    expect(other + [...named.values()].reduce((sum, count) => sum + count, 0)).toBe(1_000_000);
  });
});
