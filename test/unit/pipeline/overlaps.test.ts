import { expect, it } from 'vitest';
import { overlapsAmong } from '../../../lib/core/pipeline/overlaps.ts';
import type { PartialItem } from '../../../lib/core/pipeline/read-partials.ts';
import { minute } from '../../../lib/core/units.ts';

const delivery = (first: number, last: number, { stream = 1, isKnown = false } = {}): PartialItem => {
  const [firstEventId, lastEventId] = [first, last].map((id) => String(id).padStart(56, '3'));
  const origin = { markerBlock: 0, stream, firstEventId: firstEventId ?? '', lastEventId: lastEventId ?? '' };
  return {
    source: { kind: 'direct', name: `${stream} ${first}`, block: 0, events: 1 },
    isKnown,
    parts: [{ header: { arrived: minute(0), origin }, windows: [] }],
  };
};

it('deliveries that follow one another in their stream do not overlap, in whatever order they came', () => {
  expect(overlapsAmong([delivery(5, 9), delivery(1, 4), delivery(10, 10)])).toBe(0);
});

it('a delivery that begins within another one of its stream is counted', () => {
  expect(overlapsAmong([delivery(1, 4), delivery(3, 6), delivery(7, 8)])).toBe(1);
});

it('streams have nothing to do with each other, and the parts of one delivery neither', () => {
  expect(overlapsAmong([delivery(1, 9), delivery(3, 6, { stream: 2 }), delivery(1, 9)])).toBe(0);
});

it('what an earlier checkpoint counted is not counted again', () => {
  const known = [delivery(1, 4, { isKnown: true }), delivery(3, 6, { isKnown: true })];
  expect(overlapsAmong(known)).toBe(0);
  expect(overlapsAmong([...known, delivery(6, 7)])).toBe(1);
});
