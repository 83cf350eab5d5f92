import type { DirectOrigin } from './pack-partials.ts';
import type { PartialItem } from './read-partials.ts';
import { compareSequence } from './sequence.ts';

/**
 * Direct deliveries, new since the checkpoint, that share events with another delivery of their stream: the same events
 * under another first one, so they counted twice. CloudWatch Logs is not known to cut anew, but nothing forbids it, and
 * only a stream of Kinesis is exact then: so it is counted and shown. Event ids ascend within a log stream.
 */
export const overlapsAmong = (items: readonly PartialItem[]): number => {
  const streams = new Map<number, { readonly origin: DirectOrigin; readonly isKnown: boolean }[]>();
  for (const { parts, isKnown } of items) {
    const origin = parts[0]?.header.origin;
    if (origin === undefined || origin.lastEventId === '') continue;
    const own = streams.get(origin.stream);
    if (own === undefined) streams.set(origin.stream, [{ origin, isKnown }]);
    else own.push({ origin, isKnown });
  }
  let overlaps = 0;
  for (const own of streams.values()) {
    own.sort((a, b) => compareSequence(a.origin.firstEventId, b.origin.firstEventId));
    for (const [index, { origin, isKnown }] of own.entries()) {
      const next = own[index + 1];
      if (next === undefined || next.origin.firstEventId === origin.firstEventId) continue;
      const isOverlapping = compareSequence(next.origin.firstEventId, origin.lastEventId) <= 0;
      if (isOverlapping && !(isKnown && next.isKnown)) overlaps++;
    }
  }
  return overlaps;
};
