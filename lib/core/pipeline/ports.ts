import type { AlertDetails } from '../alert/alert-details.ts';
import type { FunctionKey } from '../function-key.ts';
import type { AttachedFunction, LambdaInterface } from '../incident/network-uses.ts';
import type { Notice } from '../incident/notice.ts';
import type { Tag } from '../order/function-tags.ts';
import type { EpochMs } from '../units.ts';
import type { Slot } from './slot-layout.ts';

/**
 * One stored item. Everything that Nightjar keeps (partial summaries, commits, checkpoints, history, outbox) is rows of
 * one table; what makes it exact is written once, in this folder, on top of the few promises of {@link Table}.
 */
export interface Row {
  readonly partition: string;
  /** Orders the rows of a partition, by UTF-8 bytes. */
  readonly sort: string;
  /** What conditions compare: version of a document, position in a chain, events of a batch. A safe integer. */
  readonly revision: number;
  /** Packed bytes, or JSON that a person may read in the console. At most {@link MAX_ROW_BYTES}. */
  readonly data: Uint8Array | string;
  /**
   * The store removes the row some time after this instant, or never. Housekeeping only: nothing may depend on
   * whether an expired row is still there.
   */
  readonly expiresAt?: EpochMs;
}

/** Below DynamoDB's 400 KB an item, keys and names included. */
export const MAX_ROW_BYTES = 350 * 1024;

/** `absent-or-lower`: no such row, or one of a lower revision. `revision`: a row of exactly this revision. */
export type Condition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'absent-or-lower' }
  | { readonly kind: 'revision'; readonly revision: number };

export type PutOutcome = 'stored' | 'refused';

export interface Range {
  readonly partition: string;
  /** Sort keys from here on, inclusive. */
  readonly from: string;
  /** Sort keys up to here, inclusive. */
  readonly to: string;
  readonly order?: 'ascending' | 'descending';
  /** Reads everything written before the call; otherwise the newest writes may still be missing. Twice the price. */
  readonly consistent: boolean;
  /** Rows fetched at a time. A hint for callers that stop early. */
  readonly pageRows?: number;
}

/**
 * The store.
 *
 * Laws, kept by every adapter (`test/contract`):
 * - `put` is atomic: of two conditional puts that exclude each other, exactly one is stored;
 * - after a `put` resolved, `get` and consistent scans see it; when it rejected, it may have been stored, or be stored later;
 * - `putAll` stores every row before it resolves, in any order; when it rejects, any of them may have been stored;
 * - a scan gives each row of the range at most once, in order;
 * - what cannot be done rejects with {@link TableProblem}; nothing is dropped in silence.
 */
export interface Table {
  /** Strongly consistent. */
  get(partition: string, sort: string): Promise<Row | undefined>;
  put(row: Row, condition?: Condition): Promise<PutOutcome>;
  putAll(rows: readonly Row[]): Promise<void>;
  scan(range: Range): AsyncIterable<Row>;
}

export type TableProblemCode =
  | 'table.unavailable'
  | 'table.throttled'
  | 'table.rejected'
  | 'table.denied'
  | 'table.garbled';

/** The store did not do what was asked, after all retries. Ends the invocation, so that its event source retries. */
export class TableProblem extends Error {
  override readonly name = 'TableProblem';
  readonly code: TableProblemCode;

  constructor(code: TableProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Sends one notice to whoever subscribed. At least once; consumers drop repeats by id and sequence. */
export interface AlertPublisher {
  publish(notice: Notice, details: AlertDetails): Promise<PublishOutcome>;
}

/** `refused`: sending it again will fail the same way. */
export type PublishOutcome =
  | { readonly kind: 'published' }
  | { readonly kind: 'failed'; readonly refused: boolean; readonly reason: string };

/** Starts an evaluation of one slot elsewhere and does not wait for it. Rejects never: what failed is not started. */
export interface SlotInvoker {
  invoke(slot: Slot, now: EpochMs): Promise<'started' | 'failed'>;
}

/** What AWS knows of the network: which interfaces Lambda made, and which functions are attached to which subnets. */
export interface NetworkSnapshot {
  readonly interfaces: readonly LambdaInterface[];
  readonly functions: readonly AttachedFunction[];
}

/** All of it, or nothing: from half of the functions an interface of two would look like one of one. */
export type NetworkAnswer =
  | { readonly kind: 'found'; readonly snapshot: NetworkSnapshot }
  | { readonly kind: 'failed'; readonly reason: string };

/** Asks AWS who uses which network interface. Takes seconds, and a share of the account's request rates. */
export interface NetworkLookup {
  look(): Promise<NetworkAnswer>;
}

/** Functions that AWS said do not exist. Those that it said nothing of are not among them. */
export interface FunctionsGone {
  readonly gone: readonly FunctionKey[];
  /** Why it said nothing of some. */
  readonly failure?: string;
}

/** Asks AWS whether functions still exist, in bounded time. */
export interface FunctionLookup {
  look(functions: readonly FunctionKey[]): Promise<FunctionsGone>;
}

/** A function with the tags of it that are orders. */
export interface TaggedFunction {
  readonly name: string;
  readonly tags: readonly Tag[];
}

/** Asks AWS for the tags of functions that are orders: all of them, or why not. */
export interface TagLookup {
  look(): Promise<
    | { readonly kind: 'found'; readonly functions: readonly TaggedFunction[] }
    | { readonly kind: 'failed'; readonly reason: string }
  >;
}

/** Where and for what to look in a function's own log. */
export interface LogQuery {
  readonly functionName: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** A filter pattern of CloudWatch Logs; empty for any line. */
  readonly pattern: string;
}

export interface LogsFound {
  readonly lines: readonly string[];
  /** Stream of the first of them. */
  readonly logStream?: string;
  readonly memorySizeMb?: number;
}

/** Looks for a few lines, in bounded time. Rejects when the log cannot be read. */
export interface LogSearch {
  search(query: LogQuery): Promise<LogsFound>;
}

/** Nightjar's few own figures; the adapter knows their names outside. */
export type MetricKey =
  | 'eventsIngested'
  | 'eventsSkipped'
  | 'duplicateBatches'
  | 'fallbacks'
  | 'lateMinutes'
  | 'logGroupsBlind'
  | 'functionsBlind'
  | 'circles'
  | 'lostCommits'
  | 'overlappingDeliveries'
  | 'ticks'
  | 'evaluationLag'
  | 'functionsTracked'
  | 'timeouts'
  | 'coldStarts'
  | 'outboundCalls'
  | 'functionsNearMemoryLimit'
  | 'incidentsOpen'
  | 'alertsPublished'
  | 'publishFailures';

/** Figures of one invocation, and details for the log line that carries them: counts by reason, never text from a log. */
export interface Metrics {
  emit(figures: Readonly<Partial<Record<MetricKey, number>>>, details?: Readonly<Record<string, unknown>>): void;
}

/** The current time. For what AWS stamps no arrival time on; never part of a key that a retry must find again. */
export type Clock = () => EpochMs;
