import type { Table } from '../pipeline/ports.ts';

/** A function and where its lines go. */
export interface FunctionFact {
  readonly name: string;
  readonly logGroup: string;
  /** `WARN` hides the START and REPORT lines of a function that logs JSON. */
  readonly systemLogLevel: string;
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
}
