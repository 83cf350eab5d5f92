import type { ByteReader, ByteWriter } from '../bytes.ts';
import { addSaturating } from './add-saturating.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { BoundedDistinct } from './bounded-distinct.ts';
import { decodeCounts } from './decode-counts.ts';
import { EventCounts } from './event-counts.ts';

/** Most names of each sort. */
const CAPS = {
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
] as const satisfies readonly (keyof typeof CAPS)[];

type CountsField = 'outboundBytes' | 'rejectedFlows' | 'firewallHits';
type EventsField = Exclude<(typeof FIELDS)[number], CountsField>;

/** Until layout 2 deliveries were counted, not events. */
const FIRST_LAYOUT_OF_EVENTS = 3;

const isEventsField = (field: CountsField | EventsField): field is EventsField =>
  field !== 'outboundBytes' && field !== 'rejectedFlows' && field !== 'firewallHits';

/**
 * The part of a summary that comes from flow, DNS, CloudTrail and span logs. Like the rest of it a commutative monoid of
 * integers and bounded names. The calls themselves are among the summary's destinations.
 *
 * Merging and writing are methods, so that ingest carries none of this before the first such log comes.
 */
export class OutsideFacts {
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
  namesNotFound = 0;
  flowGaps = 0;
  readonly #salt: number;

  /** No facts: the identity of {@link merge}. */
  constructor(salt: number) {
    this.#salt = salt;
    this.outboundBytes = new BoundedCounts(CAPS.outboundBytes, salt);
    this.rejectedFlows = new BoundedCounts(CAPS.rejectedFlows, salt);
    this.apiCalls = new EventCounts(CAPS.apiCalls, salt);
    this.sensitiveApiCalls = new EventCounts(CAPS.sensitiveApiCalls, salt);
    this.apiErrors = new EventCounts(CAPS.apiErrors, salt);
    this.lambdaUses = new EventCounts(CAPS.lambdaUses, salt);
    this.foreignUses = new EventCounts(CAPS.foreignUses, salt);
    this.domains = new BoundedDistinct(DOMAIN_CAP, salt);
    this.firewallHits = new BoundedCounts(CAPS.firewallHits, salt);
    this.deploys = new EventCounts(CAPS.deploys, salt);
  }

  copy(): OutsideFacts {
    const copy = new OutsideFacts(this.#salt);
    copy.merge(this);
    return copy;
  }

  merge(other: OutsideFacts): void {
    for (const field of FIELDS) {
      if (isEventsField(field)) this[field].merge(other[field]);
      else this[field].merge(other[field]);
    }
    this.domains.merge(other.domains);
    this.namesNotFound = addSaturating(this.namesNotFound, other.namesNotFound);
    this.flowGaps = addSaturating(this.flowGaps, other.flowGaps);
  }

  /** Equal facts give equal bytes. */
  encode(writer: ByteWriter): void {
    for (const field of FIELDS) this[field].encode(writer);
    this.domains.encode(writer);
    writer.varint(this.namesNotFound).varint(this.flowGaps);
  }

  /** @param layout of the summary that holds the facts */
  static decode(reader: ByteReader, salt: number, layout: number): OutsideFacts {
    const facts = new OutsideFacts(salt);
    for (const field of FIELDS) {
      if (!isEventsField(field)) facts[field].merge(decodeCounts(reader, CAPS[field], salt));
      else facts[field].merge(decodeEvents(reader, CAPS[field], salt, layout));
    }
    facts.domains.merge(BoundedDistinct.decode(reader, DOMAIN_CAP, salt));
    facts.namesNotFound = reader.varint();
    facts.flowGaps = reader.varint();
    return facts;
  }
}

const decodeEvents = (reader: ByteReader, cap: number, salt: number, layout: number): EventCounts =>
  layout < FIRST_LAYOUT_OF_EVENTS
    ? EventCounts.ofDeliveries(decodeCounts(reader, cap, salt), cap)
    : EventCounts.decode(reader, cap, salt);
