import { describe, expect, it } from 'vitest';
import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import type { PartialItem, PartialsRead } from '../../../lib/core/pipeline/read-partials.ts';
import { MOST_KNOWN_SLOTS, type Slot } from '../../../lib/core/pipeline/slot-layout.ts';
import { nextStartAt, type ReplayStart, WarmStarts } from '../../../lib/core/pipeline/warm-start.ts';
import { addMinutes, type Minute, minute } from '../../../lib/core/units.ts';

const SLOT: Slot = { slots: 2, slot: 1 };
const CHECKPOINT = new Uint8Array([1]);
const AT = minute(1_000);
const UNTIL = addMinutes(AT, 6);
const NO_ORDERS = new Orders();
const ID = functionIdOf({ account: '123456789012', region: 'eu-west-1', name: 'shop' });

const start: ReplayStart = { evaluatedUntil: AT, fleet: new Uint8Array(), edges: [], active: new Set() };

const item = (source: PartialItem['source'], window: Minute): PartialItem => {
  const windows = new SummaryTable(0);
  windows.at(ID, window).starts = 1;
  return { source, isKnown: false, parts: [{ header: { arrived: window }, windows: [...windows] }] };
};
const committed = (position: number, window: Minute) => item({ kind: 'shard', shard: 'a', position }, window);
const delivered = (name: string, events: number, window: Minute) =>
  item({ kind: 'direct', name, block: 66, events }, window);

const read = (...items: PartialItem[]): PartialsRead => ({ items, positions: new Map(), lostCommits: 0, overlaps: 0 });

const BEFORE = [committed(7, addMinutes(AT, -3)), delivered('a delivery', 4, addMinutes(AT, -2))];

const kept = () => {
  const starts = new WarmStarts();
  starts.keep(SLOT, CHECKPOINT, read(...BEFORE), NO_ORDERS, start);
  return starts;
};

describe('a warm start', () => {
  it('is used when nothing is new but later minutes', () => {
    const later = [committed(8, addMinutes(AT, 1)), delivered('another', 1, addMinutes(AT, 2))];
    expect(kept().find(SLOT, CHECKPOINT, read(...BEFORE), NO_ORDERS, UNTIL)).toBe(start);
    expect(kept().find(SLOT, CHECKPOINT, read(...BEFORE, ...later), NO_ORDERS, UNTIL)).toBe(start);
  });

  it.each([
    ['a commit tells of a minute before it', read(...BEFORE, committed(8, AT))],
    ['a delivery came again with more events', read(...BEFORE.slice(0, 1), delivered('a delivery', 5, AT))],
    ['a commit is not there', read(...BEFORE.slice(1))],
    ['a delivery is not there', read(...BEFORE.slice(0, 1))],
  ])('is not used when %s', (_, now) => {
    expect(kept().find(SLOT, CHECKPOINT, now, NO_ORDERS, UNTIL)).toBeUndefined();
  });

  it('is not used with other orders, after another checkpoint, for another slot, or for a tick before it', () => {
    const orders = new Orders({ overrides: [{ function: 'shop', sensitivity: 'high' }] });
    expect(kept().find(SLOT, CHECKPOINT, read(...BEFORE), orders, UNTIL)).toBeUndefined();
    expect(kept().find(SLOT, new Uint8Array([1]), read(...BEFORE), NO_ORDERS, UNTIL)).toBeUndefined();
    expect(kept().find({ slots: 4, slot: 1 }, CHECKPOINT, read(...BEFORE), NO_ORDERS, UNTIL)).toBeUndefined();
    expect(kept().find(SLOT, CHECKPOINT, read(...BEFORE), NO_ORDERS, AT)).toBeUndefined();
  });

  it('is kept for the slots that were evaluated last', () => {
    const starts = kept();
    for (let slot = 0; slot < MOST_KNOWN_SLOTS; slot++) {
      expect(starts.find(SLOT, CHECKPOINT, read(...BEFORE), NO_ORDERS, UNTIL)).toBe(start);
      starts.keep({ slots: 64, slot }, CHECKPOINT, read(), NO_ORDERS, start);
    }
    expect(starts.find(SLOT, CHECKPOINT, read(...BEFORE), NO_ORDERS, UNTIL)).toBeUndefined();
  });

  it('is made when a replay was long, and leaves time for logs that come late', () => {
    expect(nextStartAt(AT, addMinutes(AT, 6))).toBeUndefined();
    expect(nextStartAt(AT, addMinutes(AT, 7))).toBe(addMinutes(AT, 4));
  });
});
