import type { DestinationLists } from '../../core/detect/destination-lists.ts';
import type { AlertPolicy } from '../../core/order/alert-policy.ts';
import type { FlowFields } from '../../core/parse/vpc-flow/flow-format.ts';
import type { Severity } from '../../core/signal.ts';

/** What `nightjar replay` was asked to do. */
export interface ReplayOptions {
  /** Files and folders; empty for stdin. */
  readonly operands: readonly string[];
  readonly format: 'json' | 'text';
  readonly learnMinutes: number;
  /** Block and allow lists of the configuration. */
  readonly lists: DestinationLists;
  /** Orders about functions, and how people are told. */
  readonly policy: AlertPolicy;
  /** Incidents below this wait for the digest. */
  readonly minimumSeverity: Severity;
  readonly logGroup: string | undefined;
  readonly account: string;
  readonly region: string;
  readonly counts: boolean;
  readonly reportPath: string | undefined;
  /** Whether history is gathered: for a report, or for what a terminal shows. */
  readonly collects: boolean;
  /** A metric series to score instead of logs. */
  readonly seriesPath: string | undefined;
  /** Columns of flow logs that have a format of their own and no header. */
  readonly flowFields: FlowFields | undefined;
  /** Who uses which network interface: a file. */
  readonly networkMapPath: string | undefined;
  readonly failOn: Severity | undefined;
}
