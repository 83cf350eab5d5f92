import type { Table } from '../pipeline/ports.ts';

/** A function and where its lines go. */
export interface FunctionFact {
  readonly name: string;
  readonly logGroup: string;
  /** `WARN` hides the START and REPORT lines of a function that logs JSON. */
  readonly systemLogLevel: string;
  /** Lambda's limit for one invocation. */
  readonly timeoutMs: number;
}

export interface StackFact {
  /** CloudFormation's word, as in `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: ReadonlyMap<string, string>;
}

export interface SubscriberFact {
  readonly protocol: string;
  readonly isConfirmed: boolean;
}

/** Nightjar's own metrics over the last quarter of an hour; a metric without data is absent. */
export interface HealthFigures {
  readonly ticks?: number;
  readonly evaluationLagMs?: number;
  readonly publishFailures?: number;
}

/** What one of Nightjar's own functions did in the last hour. */
export interface FunctionLoad {
  readonly errors: number;
  readonly throttles: number;
  /** Longest invocation. */
  readonly longestMs: number;
}

/** The table in its busiest minute of the last day, beside what one table may take on demand. */
export interface TableLoad {
  readonly writeUnitsPerSecond: number;
  readonly readUnitsPerSecond: number;
  readonly writeUnitsLimit: number;
  readonly readUnitsLimit: number;
  /** Requests that DynamoDB refused, over the day. */
  readonly throttled: number;
}

/** The stream in its busiest minute of the last day. */
export interface StreamLoad {
  readonly shards: number;
  readonly bytesPerSecond: number;
  /** Records that Kinesis refused, over the day. */
  readonly refused: number;
  /** Of the account and Region. */
  readonly shardsOpen: number;
  readonly shardLimit: number;
}

/** An account and Region, read-only. Whatever cannot be read rejects. */
export interface AccountReader {
  identity(): Promise<{ readonly account: string; readonly arn: string; readonly region: string }>;
  /** `undefined` when there is no such stack. */
  stack(name: string): Promise<StackFact | undefined>;
  functions(): Promise<readonly FunctionFact[]>;
  /** Class by name of group. */
  logGroups(): Promise<ReadonlyMap<string, string>>;
  /** Names of a group's subscription filters. */
  filtersOf(logGroup: string): Promise<readonly string[]>;
  /** The table of an installation. */
  table(name: string): Promise<Table>;
  subscribersOf(topicArn: string): Promise<readonly SubscriberFact[]>;
  /** Names of alarms that ring, of those whose name begins so. */
  ringingAlarms(prefix: string): Promise<readonly string[]>;
  health(installation: string): Promise<HealthFigures>;
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** In the order of the names. */
  functionLoads(names: readonly string[]): Promise<readonly FunctionLoad[]>;
  tableLoad(name: string): Promise<TableLoad>;
  streamLoad(name: string): Promise<StreamLoad>;
}
