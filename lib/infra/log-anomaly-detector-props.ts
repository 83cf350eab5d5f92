import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ListConfig, OverrideConfig } from '../config/config.ts';
import type { Severity } from '../core/signal.ts';
import type { LogSource } from './log-source.ts';
import type { KeyReference, WebhookReference } from './slack-webhook.ts';
import type { Subscription } from './subscription.ts';
import type { Transport } from './transport.ts';

/** Who is told of incidents. At least one e-mail address, a webhook or a topic is needed. */
export interface AlertProps {
  /**
   * E-mail addresses; each is asked by SNS to confirm.
   *
   * @default - nobody by e-mail: `slackWebhook` or `topic` must be given
   */
  readonly emails?: readonly string[];

  /**
   * A secret (`ISecret`) or parameter (`IStringParameter`) that holds the address of an incoming webhook of Slack, as text
   * or as `{"url":…}`, or a bot's `{"token":"xoxb-…","channel":"C…"}`, which tells each incident in a thread. Incidents, and
   * alarms about Nightjar itself, are posted there.
   *
   * @default - nothing is posted to Slack
   */
  readonly slackWebhook?: WebhookReference;

  /**
   * Key of your own that encrypts `slackWebhook`; its policy must let this account's roles use it.
   *
   * @default - the key that a secret of this app was made with, else one that AWS manages
   */
  readonly slackWebhookKey?: KeyReference;

  /**
   * A topic of your own to publish to; `emails` are subscribed to it. Where it is encrypted by a key of yours, import it
   * with that key (`Topic.fromTopicAttributes`), so that the evaluator gets the right to use it.
   *
   * @default - a topic is made, encrypted with `encryptionKey` and closed to requests without TLS
   */
  readonly topic?: ITopic;

  /**
   * Incidents below this severity are recorded and drawn, and told once a day together.
   *
   * @default 'medium' - low ones wait for the digest
   */
  readonly minimumSeverity?: Severity;

  /**
   * When people are reminded of an incident that is still open and of which nothing is new. Zero: never.
   *
   * @default Duration.hours(6) - the first reminder comes then
   */
  readonly remindAfter?: Duration;

  /**
   * When people are reminded again, from the second reminder on.
   *
   * @default Duration.hours(24) - once a day
   */
  readonly remindEvery?: Duration;

  /**
   * More alerts than this within `stormWithin` become one summary that names every incident. 0: never.
   *
   * @default 10 - the eleventh begins a summary
   */
  readonly stormAlerts?: number;

  /**
   * The span of `stormAlerts`, in whole minutes.
   *
   * @default Duration.minutes(10) - alerts further apart are told one by one
   */
  readonly stormWithin?: Duration;

  /**
   * Time of day (UTC) of the digest of incidents below `minimumSeverity`, as in `07:00`, or `never`.
   *
   * @default '07:00' - one message a day, on days that have such incidents
   */
  readonly digestAt?: string;

  /**
   * Hours in which only critical incidents are told at once; what is still open afterwards is told then.
   *
   * @default - none: alerts are told at any hour
   */
  readonly quietHours?: { readonly from: string; readonly to: string; readonly timeZone?: string };

  /**
   * Where your copy of `docs/signals` is, for links to the page of the signal that an alert is about.
   *
   * @default - no such links
   */
  readonly docsUrl?: string;

  /**
   * Whether the tags `nightjar:off`, `nightjar:sensitivity`, `nightjar:severity`, `nightjar:owner` and `nightjar:runbook`
   * of functions are orders. Who may tag a function may then silence it.
   *
   * @default true - they are read every quarter of an hour
   */
  readonly obeyTags?: boolean;
}

/** Who is told that Nightjar itself does not work. */
export interface OperationsProps {
  /**
   * E-mail addresses.
   *
   * @default - the addresses of `alerts`; nobody where `topic` is given
   */
  readonly emails?: readonly string[];

  /**
   * A topic of your own for CloudWatch alarms. The policies of an imported topic and of its key must let
   * `cloudwatch.amazonaws.com` publish; a topic of the same app is given that statement, its key is not.
   *
   * @default - a topic is made beside that of the alerts; it has no filters, as CloudWatch alarms carry no attributes
   */
  readonly topic?: ITopic;
}

/** What searching past log lines may cost. */
export interface BackfillLogsProps {
  /**
   * Whole US dollars, for all functions together. Functions that log least are searched first; what would cost more is
   * left out.
   *
   * @default 5 - a terabyte of lines
   */
  readonly maximumDollars?: number;
}

/** Everything but `alerts` may be left out. */
export interface LogAnomalyDetectorProps {
  readonly alerts: AlertProps;

  /**
   * Which log groups are watched.
   *
   * @default [LogSource.lambda()] - every Lambda log group of the account and Region, those created later included
   */
  readonly sources?: readonly LogSource[];

  /**
   * How log events reach ingest.
   *
   * @default Transport.direct() - cheapest up to about 3 million events a day
   */
  readonly transport?: Transport;

  /**
   * By which means log lines are asked for. The policy of the account is used only when asked for here, for sources by
   * prefix and pattern, and where little of what it would deliver is foreign.
   *
   * @default Subscription.logGroups() - a subscription filter on each watched group
   */
  readonly subscription?: Subscription;

  /**
   * Who is told that Nightjar itself does not work.
   *
   * @default - a topic of its own with the recipients of `alerts`
   */
  readonly operations?: OperationsProps;

  /**
   * What is to be otherwise for some functions, by name or pattern, and signal: off, sensitivity, severity, owner, runbook.
   *
   * @default - none: every function is watched alike
   */
  readonly overrides?: readonly OverrideConfig[];

  /**
   * Destinations that always alert (`block`), or never (`allow`): files of domains, addresses and networks, one a line.
   * They are deployed with the stack; each hit names its list.
   *
   * @default - none: what is alarming is judged by looks, novelty and volume
   */
  readonly lists?: readonly ListConfig[];

  /**
   * How long a function is only observed before it can alert, in whole minutes. Shorter means earlier alerts and more
   * false ones; a full week covers weekly traffic shapes.
   *
   * @default Duration.days(7) - nothing alerts during the first week
   */
  readonly learningPeriod?: Duration;

  /**
   * How many whole days of the functions' CloudWatch metrics are read once, after the first deployment, to learn what is
   * usual: rates, errors and durations then alert within the hour instead of after `learningPeriod`. CloudWatch bills
   * about USD 0.14 for 1,000 functions. `Duration.days(0)` reads none.
   *
   * @default Duration.days(14) - rates, errors and durations alert within the hour
   */
  readonly backfill?: Duration;

  /**
   * Also searches the functions' log lines of those days, once, by Logs Insights, for kinds of errors and for hosts: new
   * kinds alert from the first day on then, and what was called before is no stranger. CloudWatch Logs bills USD 0.005 a
   * GB of lines, whatever comes of it.
   *
   * @default - no past line is read; kinds of errors and hosts are learnt from new lines, over a week
   */
  readonly backfillLogs?: BackfillLogsProps;

  /**
   * How long observed and expected values are kept for pictures and explanations, in whole days.
   *
   * @default Duration.days(35) - five weeks, so that a picture can lay this week over the one a month ago
   */
  readonly historyRetention?: Duration;

  /**
   * How long Nightjar's own log lines are kept.
   *
   * @default RetentionDays.ONE_MONTH - CloudWatch Logs deletes them after 30 days
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of table and key when the construct is removed.
   *
   * @default RemovalPolicy.RETAIN - baselines took weeks to learn; delete table and key by hand
   */
  readonly removalPolicy?: RemovalPolicy.RETAIN | RemovalPolicy.DESTROY;

  /**
   * Key of your own for table and topics. The policy of an imported key must let `cloudwatch.amazonaws.com` decrypt and
   * make data keys, or no alarm about Nightjar itself arrives; a key of the same app is given that statement.
   *
   * @default - a key is made, rotated yearly, that CloudWatch alarms and EventBridge may use to publish
   */
  readonly encryptionKey?: IKey;

  /**
   * Network of your own in which all functions run. Its subnets need a way to AWS: docs/operations.md lists the
   * endpoints.
   *
   * @default - the functions run outside any VPC: they reach AWS, and nothing that is private to you
   */
  readonly vpc?: IVpc;

  /**
   * In which subnets of `vpc`. Public ones are refused, since a function has no public address.
   *
   * @default - the private subnets of `vpc`
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of the functions in `vpc`. They need no way in; out they need HTTPS.
   *
   * @default - one group is made for all functions: nothing comes in, HTTPS may go out to any IPv4 address
   */
  readonly securityGroups?: readonly ISecurityGroup[];

  /**
   * Over how many slots functions are spread from the start; one serves about 300 functions.
   *
   * @default 1 - more are taken by themselves when the fleet has grown
   */
  readonly slots?: number;

  /**
   * Concurrency reserved for ingest. A reservation throttles direct ingest above it and fails the deployment in
   * accounts that have little concurrency left.
   *
   * @default - none is reserved: ingest shares the concurrency of the account
   */
  readonly ingestReservedConcurrency?: number;

  /**
   * Name of this installation: in metrics, subscription filters and the names of Nightjar's own log groups. Two
   * installations in one account and Region need two names; changing it puts all filters anew.
   *
   * @default - the name of the stack and the id of the construct, joined by a dash
   */
  readonly installationName?: string;
}
