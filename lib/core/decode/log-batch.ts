import type { EpochMs } from '../units.ts';

/** One log event as CloudWatch Logs delivers it. */
export interface LogEvent {
  /** Unique per event in account and Region, stable over redelivery; ascending order is not guaranteed. */
  readonly id: string;
  /** When the producer says the line was written. */
  readonly timestamp: EpochMs;
  /** One or several lines of text; hostile. */
  readonly message: string;
  /** Source account in a centralised log group (`@aws.account` of the extracted fields). */
  readonly account?: string;
  /** Source Region in a centralised log group (`@aws.region` of the extracted fields). */
  readonly region?: string;
}

/** Events of one log stream, delivered together. */
export interface LogBatch {
  /** Account that owns the log group. */
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Names of the subscription filters that matched. */
  readonly subscriptionFilters: readonly string[];
  /** `ACCOUNT_LEVEL_POLICY` or `LOG_GROUP_LEVEL_POLICY`, where the payload says. */
  readonly policyLevel?: string;
  readonly events: readonly LogEvent[];
}
