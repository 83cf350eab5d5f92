import type { Minute } from '../units.ts';
import type { DurationSketch } from './duration-sketch.ts';

/** Names with counts, and what did not fit under the cap. */
export interface NamedCounts {
  readonly named: ReadonlyMap<string, number>;
  /** Count of the names beyond the cap. */
  readonly other: number;
  /** Distinct names beyond the cap, estimated. */
  readonly otherDistinct: number;
}

/** One minute of one function with every invocation and failure counted once: what detectors see. */
export interface Window {
  readonly minute: Minute;
  readonly invocations: number;
  /** Failed invocations, timeouts and crashes included, once each (as the `AWS/Lambda` metric `Errors`). */
  readonly errors: number;
  readonly timeouts: number;
  readonly coldStarts: number;
  /** Of {@link errors}. Keys are normalised kinds: `TypeError`, `Timeout`, `Runtime.ExitError`, … */
  readonly errorKinds: NamedCounts;
  readonly durations: DurationSketch;
  readonly memoryUsedMbMax: number;
  readonly memorySizeMb: number;
  readonly billedMsSum: number;
  readonly versions: NamedCounts;
  readonly destinations: NamedCounts;
  /** What sources other than the function's own log recorded; absent where they recorded nothing. */
  readonly outside?: WindowOutside | undefined;
  /**
   * `false` for a subject of which no log of its own was ever seen (an interface, a role session, a function whose logs
   * go elsewhere): that it has no invocations means nothing.
   */
  readonly hasOwnLog?: boolean;
}

/** {@link OutsideFacts} as detectors see them. */
export interface WindowOutside {
  /** Bytes sent per `address[:port]` or AWS service, over connections that the subject opened. */
  readonly outboundBytes: NamedCounts;
  /** Refused attempts to connect, by destination. */
  readonly rejectedFlows: NamedCounts;
  /** Calls per `service:Action`, those that failed included. */
  readonly apiCalls: NamedCounts;
  /** Failed calls; names as `apiErrorName` makes them. */
  readonly apiErrors: NamedCounts;
  /** Uses of the credentials from within Lambda, by their own word; names as `credentialUseName` makes them. */
  readonly lambdaUses: NamedCounts;
  /** Uses of the credentials from elsewhere. */
  readonly foreignUses: NamedCounts;
  /** Per registered domain: queries, and how many different names below it. */
  readonly domains: DistinctCounts;
  /** Queries for names that do not exist. */
  readonly namesNotFound: number;
  /** DNS Firewall matches; names as `firewallHitName` makes them. */
  readonly firewallHits: NamedCounts;
  /** Changes of the function; names as `deployName` makes them. */
  readonly deploys: NamedCounts;
  /** Times that flow log rows were lost: counts are too low. */
  readonly flowGaps: number;
}

/** Names with counts and the number of different things counted under each. */
export interface DistinctCounts {
  readonly named: ReadonlyMap<string, { readonly count: number; readonly distinct: number }>;
  /** Count of the names beyond the cap. */
  readonly other: number;
  /** Different things counted under the names beyond the cap, estimated. */
  readonly otherDistinct: number;
}
