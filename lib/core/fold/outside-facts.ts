import type { ByteReader, ByteWriter } from '../bytes.ts';
import { addSaturating } from './add-saturating.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { BoundedDistinct } from './bounded-distinct.ts';

/**
 * The part of a summary that comes from flow, DNS, CloudTrail and span logs. Like the rest of it a commutative monoid of
 * integers and bounded names. The calls themselves are among the summary's destinations.
 */
export interface OutsideFacts {
  /** Bytes sent per destination, over connections that the subject opened. */
  readonly outboundBytes: BoundedCounts;
  readonly rejectedFlows: BoundedCounts;
  /** Calls per `service:Action`; those of {@link sensitiveApiCalls} apart. */
  readonly apiCalls: BoundedCounts;
  /** Calls that take, hide or widen access, capped apart so that a walk through the API cannot hide them. */
  readonly sensitiveApiCalls: BoundedCounts;
  /** Failed calls, by action and error code. */
  readonly apiErrors: BoundedCounts;
  /** Uses of the credentials by what calls itself Lambda. */
  readonly lambdaUses: BoundedCounts;
  /** Uses of the credentials by anything else. */
  readonly foreignUses: BoundedCounts;
  /** Names looked up, per registered domain. */
  readonly domains: BoundedDistinct;
  readonly firewallHits: BoundedCounts;
  readonly deploys: BoundedCounts;
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
const COUNTS = [
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

type CountsField = (typeof COUNTS)[number];

const withCounts = (make: (field: CountsField) => BoundedCounts): Readonly<Record<CountsField, BoundedCounts>> => ({
  // Evaluated in the order written, which is the order of the bytes.
  outboundBytes: make('outboundBytes'),
  rejectedFlows: make('rejectedFlows'),
  apiCalls: make('apiCalls'),
  sensitiveApiCalls: make('sensitiveApiCalls'),
  apiErrors: make('apiErrors'),
  lambdaUses: make('lambdaUses'),
  foreignUses: make('foreignUses'),
  firewallHits: make('firewallHits'),
  deploys: make('deploys'),
});

/** The identity of {@link mergeOutsideInto}. */
export const emptyOutsideFacts = (salt: number): OutsideFacts => ({
  ...withCounts((field) => new BoundedCounts(OUTSIDE_CAPS[field], salt)),
  domains: new BoundedDistinct(DOMAIN_CAP, salt),
  namesNotFound: 0,
  flowGaps: 0,
});

export const mergeOutsideInto = (target: OutsideFacts, source: OutsideFacts): void => {
  for (const field of COUNTS) target[field].merge(source[field]);
  target.domains.merge(source.domains);
  target.namesNotFound = addSaturating(target.namesNotFound, source.namesNotFound);
  target.flowGaps = addSaturating(target.flowGaps, source.flowGaps);
};

/** Equal facts give equal bytes. */
export const encodeOutside = (facts: OutsideFacts, writer: ByteWriter): void => {
  for (const field of COUNTS) facts[field].encode(writer);
  facts.domains.encode(writer);
  writer.varint(facts.namesNotFound).varint(facts.flowGaps);
};

export const decodeOutside = (reader: ByteReader, salt: number): OutsideFacts => ({
  ...withCounts((field) => BoundedCounts.decode(reader, OUTSIDE_CAPS[field], salt)),
  domains: BoundedDistinct.decode(reader, DOMAIN_CAP, salt),
  namesNotFound: reader.varint(),
  flowGaps: reader.varint(),
});
