import * as v from 'valibot';
import type { ListKind } from '../core/detect/destination-list.ts';
import type { LogGroupRule } from '../core/log-group-selection.ts';
import type { Override } from '../core/order/override.ts';
import { fail, ok, type Result } from '../core/result.ts';
import type { Severity } from '../core/signal.ts';
import { type ConfigProblem, givenText, pathText } from './config-problem.ts';
import { contradictions } from './contradictions.ts';
import { GUIDANCE, isRule } from './guidance.ts';
import { configSchema } from './schema.ts';
import { unknownKeys } from './unknown-keys.ts';

/** Every log group below a prefix that its patterns and tags take, those created later included. */
export interface LambdaSource extends LogGroupRule {
  readonly type: 'lambda';
}

/** Exactly these log groups. */
export interface LogGroupsSource {
  readonly type: 'log-groups';
  readonly names: readonly string[];
}

/** Flow logs of the VPCs that functions are attached to. */
export interface FlowLogsSource {
  readonly type: 'flow-logs';
  readonly names: readonly string[];
  /** Columns, where they are not the default ones: rows in CloudWatch Logs have no header. */
  readonly format?: string;
}

/** Query logs of the Route 53 Resolver. */
export interface ResolverLogsSource {
  readonly type: 'resolver-logs';
  readonly names: readonly string[];
}

export type SourceConfig = LambdaSource | LogGroupsSource | FlowLogsSource | ResolverLogsSource;

/** Whether what a source records is about network interfaces, so that whose they are must be found out. */
export const isNetworkSource = ({ type }: Pick<SourceConfig, 'type'>): boolean =>
  type === 'flow-logs' || type === 'resolver-logs';

export interface KinesisTransportConfig {
  readonly type: 'kinesis';
  readonly shards: number;
  readonly retentionHours: number;
  /** How long records are gathered before ingest is invoked. */
  readonly batchWindowSeconds: number;
}

/** How log events reach ingest. */
export type TransportConfig = { readonly type: 'direct' } | KinesisTransportConfig;

/** By which means log lines are asked for. */
export type SubscriptionConfig =
  | { readonly type: 'log-groups' }
  | {
      readonly type: 'account';
      /** Up to which share of foreign volume the policy of the account is used; in 0..1. */
      readonly maximumForeignShare: number;
    };

/** A file of domains, addresses and networks, one a line. */
export interface ListConfig {
  /** Told with every hit. */
  readonly name: string;
  /** Relative to the configuration file, or for the construct to where it is synthesised. */
  readonly file: string;
  readonly kind: ListKind;
}

/** A network of the account, by the ids of its parts. */
export interface VpcConfig {
  readonly id: string;
  /** Private ones. */
  readonly subnets: readonly string[];
  /** One is made where there are none. */
  readonly securityGroups?: readonly string[];
}

/** What is to be otherwise for functions of a name or pattern. */
export interface OverrideConfig extends Omit<Override, 'runbookUrl'> {
  readonly runbook?: string;
}

/** Complete and checked: what the construct, the CLI and the environment of the handlers are made from. */
export interface Config {
  readonly sources: readonly SourceConfig[];
  readonly transport: TransportConfig;
  readonly subscription: SubscriptionConfig;
  readonly alerts: {
    readonly emails: readonly string[];
    /** ARN of a topic of one's own to publish to. */
    readonly topic?: string;
    /** ARN of the key that encrypts it. */
    readonly topicKey?: string;
    /** ARN of the secret or parameter with the address of a Slack webhook. */
    readonly slackWebhook?: string;
    /** ARN of the key of one's own that encrypts it. */
    readonly slackWebhookKey?: string;
    /** Incidents below this are recorded, and told in the daily digest. */
    readonly minimumSeverity: Severity;
    /** When people are reminded of an incident without news that is still open; 0 for never. */
    readonly remindAfterMinutes: number;
    /** From the second reminder on. */
    readonly remindEveryMinutes: number;
    /** More alerts than this within {@link stormWithinMinutes} become one summary; 0 for never. */
    readonly stormAlerts: number;
    readonly stormWithinMinutes: number;
    /** When the digest is sent, as in `07:00` (UTC), or `never`. */
    readonly digestAt: string;
    /** When only what is critical is told. */
    readonly quietHours?: { readonly from: string; readonly to: string; readonly timeZone: string };
    /** Where the pages about signals are, for links. */
    readonly docsUrl?: string;
    /** Whether tags of functions are orders. */
    readonly obeyTags: boolean;
  };
  /** What is to be otherwise for some functions. */
  readonly overrides: readonly OverrideConfig[];
  /** Who hears of Nightjar's own failures; the recipients of the alerts unless named. */
  readonly operations: { readonly emails?: readonly string[]; readonly topic?: string };
  /** ARN of a key of one's own for table and topics. */
  readonly encryptionKey?: string;
  /** Where the functions run, if not outside any VPC. */
  readonly vpc?: VpcConfig;
  /** Destinations that always alert, or never. */
  readonly lists: readonly ListConfig[];
  /** How long a newly seen function is only observed. */
  readonly learningMinutes: number;
  /** Days of metrics to learn from on the first day; 0 for none. */
  readonly backfillDays: number;
  /** Whether past log lines are searched, and what that may cost. */
  readonly backfillLogs?: { readonly maximumDollars: number };
  /** How long observed and expected values are kept for pictures. */
  readonly historyDays: number;
  /** How long Nightjar's own log lines are kept. */
  readonly logRetentionDays: number;
  /** Over how many evaluator invocations the fleet is spread; one serves about 300 functions. */
  readonly slots: number;
  /** What becomes of table and key when the stack is removed. */
  readonly removal: 'retain' | 'destroy';
}

/** Checks a configuration and fills in the defaults. Reports all problems at once, in the order of the schema. */
export const parseConfig = (input: unknown): Result<Config, readonly ConfigProblem[]> => {
  const strangers = unknownKeys(configSchema, input);
  const parsed = v.safeParse(configSchema, input);
  if (!parsed.success) return fail([...parsed.issues.map(problemOf), ...strangers]);
  const { $schema: _, backfill, learningPeriod, historyRetention, logRetention, alerts, ...rest } = parsed.output;
  const { remindAfter, remindEvery, stormWithin, ...told } = alerts;
  const config: Config = {
    ...rest,
    alerts: {
      ...told,
      remindAfterMinutes: remindAfter,
      remindEveryMinutes: remindEvery,
      stormWithinMinutes: stormWithin,
    },
    learningMinutes: learningPeriod,
    backfillDays: backfill,
    historyDays: historyRetention,
    logRetentionDays: logRetention,
  };
  const problems = [...strangers, ...contradictions(config)];
  return problems.length === 0 ? ok(config) : fail(problems);
};

const problemOf = (issue: v.BaseIssue<unknown>): ConfigProblem => {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const last = String(keys.at(-1));
  // A missing key carries its parent's rule; its own rule bears the key's name.
  const rule = issue.input === undefined && isRule(last) ? last : issue.message;
  const guidance = isRule(rule) ? GUIDANCE[rule] : { allowed: issue.message, remedy: 'correct it' };
  const value = issue.path?.at(-1)?.value ?? issue.input;
  return {
    code: value === undefined ? 'config.missing' : 'config.not_allowed',
    path: pathText(keys),
    given: givenText(value),
    ...guidance,
  };
};
