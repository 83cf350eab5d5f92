import type { LogLevel } from './log-level.ts';

/** What a REPORT line or `platform.report` record measured. Integers; absent where the platform did not say. */
export interface ReportFigures {
  readonly durationUs: number;
  readonly billedMs?: number | undefined;
  readonly memorySizeMb?: number | undefined;
  /** High-water mark of the environment, not of the invocation. */
  readonly memoryUsedMb?: number | undefined;
  /** On-demand initialisation before this invocation. */
  readonly initUs?: number | undefined;
  /** SnapStart restore before this invocation. */
  readonly restoreUs?: number | undefined;
}

/** One fact parsed from one log event. An event may hold several: a REPORT with `Status: timeout` reports and fails. */
export type Observation =
  /** An execution environment began to initialise; maybe without any invocation. */
  | { readonly kind: 'init-started' }
  | { readonly kind: 'init-reported'; readonly durationUs: number }
  /**
   * Initialisation failed. In phase `init` the platform tries again within the invocation, so that this fails nobody
   * yet; in phase `invoke` that second try failed, and the invocation with it.
   */
  | { readonly kind: 'init-failed'; readonly phase: 'init' | 'invoke'; readonly errorKind: string }
  | { readonly kind: 'invocation-started'; readonly requestId: string; readonly version: string | undefined }
  | { readonly kind: 'invocation-ended'; readonly requestId: string }
  | { readonly kind: 'invocation-reported'; readonly requestId: string; readonly figures: ReportFigures }
  /** Evidence that an invocation failed; one failure may leave several. Without id where the runtime prints none. */
  | { readonly kind: 'invocation-failed'; readonly requestId: string | undefined; readonly errorKind: string }
  /** A line of the function's own below ERROR, or of unknown level. */
  | { readonly kind: 'app-line'; readonly level: LogLevel | undefined }
  /** A line of level ERROR or FATAL that does not by itself fail the invocation. */
  | { readonly kind: 'error-line'; readonly level: LogLevel }
  /** An application line names a host; a hint, not a measurement. At most one per line and destination. */
  | { readonly kind: 'outbound-call'; readonly destination: string }
  /** Extensions, subscriptions, restores: life of the environment without a figure that is watched. */
  | { readonly kind: 'environment-event' }
  /** The platform dropped log lines: counts of this minute are too low. */
  | { readonly kind: 'logs-dropped'; readonly records: number }
  /** A line of a web function: many requests to one environment, no line per request. */
  | { readonly kind: 'web-function-line' }
  | OutsideObservation;

/** Who signed an API call, as far as source address and user agent tell. */
export type AgentClass =
  /** An SDK inside a Lambda environment says so. Anybody may write that. */
  | 'lambda'
  /** An AWS service on behalf of the caller. */
  | 'service'
  /** Everything else: outside Lambda, or a runtime that does not name itself. */
  | 'foreign';

/** What several trails may record, each with the same id. */
interface Recorded {
  readonly eventId?: string;
}

/** One fact that a source other than the function's own log recorded. */
export type OutsideObservation =
  /** The subject opened a connection and sent; one row of a flow log. */
  | { readonly kind: 'flow-sent'; readonly destination: string; readonly bytes: number }
  /** The subject tried to open a connection, and a security group or network ACL refused. */
  | { readonly kind: 'flow-rejected'; readonly destination: string }
  /** A flow that the subject did not open, its answers, and what cannot be told. */
  | { readonly kind: 'flow-other' }
  /** NODATA: nothing passed the interface. */
  | { readonly kind: 'flow-no-data' }
  /** SKIPDATA: rows were lost, so counts are too low. */
  | { readonly kind: 'flow-records-lost' }
  /**
   * A name was looked up. `domain` is about what somebody registered, `name` the whole; `destination` is absent where
   * no connection can follow (no address asked for, or none found).
   */
  | {
      readonly kind: 'dns-query';
      readonly name: string;
      readonly domain: string;
      readonly destination: string | undefined;
      readonly isFound: boolean;
      /** Action of the DNS Firewall rule that matched: `ALERT`, `BLOCK`. */
      readonly firewallAction: string | undefined;
    }
  /** Reverse lookups and names repeated with a search suffix: they say nothing that another query does not. */
  | { readonly kind: 'dns-other' }
  /** A call of an AWS API, `service:Action` as in policies. */
  | ({
      readonly kind: 'api-call';
      readonly action: string;
      readonly errorCode: string | undefined;
      /** ARN of what the call was about, where the record names one thing. */
      readonly resource?: string;
    } & Recorded)
  /** Credentials were used from somewhere. */
  | ({
      readonly kind: 'credential-use';
      readonly agentClass: 'lambda' | 'foreign';
      /** First word of the user agent: `boto3`, `aws-cli`. */
      readonly agent: string;
      readonly address: string;
      readonly accessKeyId: string | undefined;
    } & Recorded)
  /** Somebody changed the subject, a function: code, configuration, version, alias. */
  | ({ readonly kind: 'deploy'; readonly action: string; readonly by: string } & Recorded)
  /** A span that is no outbound call. */
  | { readonly kind: 'span-other' };

export type ObservationKind = Observation['kind'];
