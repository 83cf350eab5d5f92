import type { ByteReader, ByteWriter } from '../bytes.ts';
import { addSaturating } from './add-saturating.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { BoundedDistinct } from './bounded-distinct.ts';
import { EventCounts } from './event-counts.ts';

/**
 * The part of a summary that comes from flow, DNS, CloudTrail and span logs. Like the rest of it a commutative monoid of
 * integers and bounded names. The calls themselves are among the summary's destinations.
 */
export interface OutsideFacts {
  /** Bytes sent per destination, over connections that the subject opened. */
  readonly outboundBytes: BoundedCounts;
  readonly rejectedFlows: BoundedCounts;
  /** Calls per `service:Action`; those of {@link sensitiveApiCalls} apart. */
  readonly apiCalls: EventCounts;
  /** Calls that take, hide or widen access, capped apart so that a walk through the API cannot hide them. */
  readonly sensitiveApiCalls: EventCounts;
  /** Failed calls, by action and error code. */
  readonly apiErrors: EventCounts;
  /** Uses of the credentials by what calls itself Lambda. */
  readonly lambdaUses: EventCounts;
  /** Uses of the credentials by anything else. */
  readonly foreignUses: EventCounts;
  /** Names looked up, per registered domain. */
  readonly domains: BoundedDistinct;
  readonly firewallHits: BoundedCounts;
  readonly deploys: EventCounts;
  namesNotFound: number;
  flowGaps: number;
}

/** Most names of each sort. */
export const OUTSIDE_CAPS = {
  outboundBytes: 48,
  rejectedFlows: 16,
  apiCalls: 48,
  sensitiveApiCalls: 24,
  apiErrors: 24,
  lambdaUses: 8,
  foreignUses: 16,
  firewallHits: 8,
  deploys: 8,
} as const;

const DOMAIN_CAP = 32;

/** Order matters: it is that of the bytes. */
const FIELDS = [
  'outboundBytes',
  'rejectedFlows',
  'apiCalls',
  'sensitiveApiCalls',
  'apiErrors',
  'lambdaUses',
  'foreignUses',
  'firewallHits',
  'deploys',
] as const satisfies readonly (keyof typeof OUTSIDE_CAPS)[];

type CountsField = 'outboundBytes' | 'rejectedFlows' | 'firewallHits';
type EventsField = Exclude<(typeof FIELDS)[number], CountsField>;

/** Until layout 2 deliveries were counted, not events. */
const FIRST_LAYOUT_OF_EVENTS = 3;

const withCounts = (
  counts: (field: CountsField) => BoundedCounts,
  events: (field: EventsField) => EventCounts,
): Pick<OutsideFacts, CountsField | EventsField> => ({
  // Evaluated in the order written, which is the order of the bytes.
  outboundBytes: counts('outboundBytes'),
  rejectedFlows: counts('rejectedFlows'),
  apiCalls: events('apiCalls'),
  sensitiveApiCalls: events('sensitiveApiCalls'),
  apiErrors: events('apiErrors'),
  lambdaUses: events('lambdaUses'),
  foreignUses: events('foreignUses'),
  firewallHits: counts('firewallHits'),
  deploys: events('deploys'),
});

/** The identity of {@link mergeOutsideInto}. */
export const emptyOutsideFacts = (salt: number): OutsideFacts => ({
  ...withCounts(
    (field) => new BoundedCounts(OUTSIDE_CAPS[field], salt),
    (field) => new EventCounts(OUTSIDE_CAPS[field], salt),
  ),
  domains: new BoundedDistinct(DOMAIN_CAP, salt),
  namesNotFound: 0,
  flowGaps: 0,
});

const isEventsField = (field: CountsField | EventsField): field is EventsField =>
  field !== 'outboundBytes' && field !== 'rejectedFlows' && field !== 'firewallHits';

export const mergeOutsideInto = (target: OutsideFacts, source: OutsideFacts): void => {
  for (const field of FIELDS) {
    if (isEventsField(field)) target[field].merge(source[field]);
    else target[field].merge(source[field]);
  }
  target.domains.merge(source.domains);
  target.namesNotFound = addSaturating(target.namesNotFound, source.namesNotFound);
  target.flowGaps = addSaturating(target.flowGaps, source.flowGaps);
};

/** Equal facts give equal bytes. */
export const encodeOutside = (facts: OutsideFacts, writer: ByteWriter): void => {
  for (const field of FIELDS) facts[field].encode(writer);
  facts.domains.encode(writer);
  writer.varint(facts.namesNotFound).varint(facts.flowGaps);
};

/** @param layout of the summary that holds the facts */
export const decodeOutside = (reader: ByteReader, salt: number, layout: number): OutsideFacts => ({
  ...withCounts(
    (field) => BoundedCounts.decode(reader, OUTSIDE_CAPS[field], salt),
    (field) =>
      layout < FIRST_LAYOUT_OF_EVENTS
        ? EventCounts.ofDeliveries(BoundedCounts.decode(reader, OUTSIDE_CAPS[field], salt), OUTSIDE_CAPS[field])
        : EventCounts.decode(reader, OUTSIDE_CAPS[field], salt),
  ),
  domains: BoundedDistinct.decode(reader, DOMAIN_CAP, salt),
  namesNotFound: reader.varint(),
  flowGaps: reader.varint(),
});
