import { SENSITIVITIES } from '../core/order/override.ts';
import { SEVERITIES, SIGNALS } from '../core/signal.ts';

/** Days that CloudWatch Logs accepts as retention. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 3653,
];

/** What a reader of a problem needs: what would have been right, and what to do. */
export interface Guidance {
  readonly allowed: string;
  readonly remedy: string;
}

/** One entry for each rule of the schema; the schema's messages are the keys. */
export const GUIDANCE = {
  config: {
    allowed: 'an object',
    remedy: 'write an object such as { "alerts": { "emails": ["oncall@example.com"] } }',
  },
  sources: {
    allowed: 'a list of 1 to 50 sources',
    remedy: 'leave it out to watch every Lambda log group, or list sources such as { "type": "lambda" }',
  },
  source: {
    allowed:
      '{ "type": "lambda", "prefix"?, "exclude"?, "includePatterns"?, "excludePatterns"?, "includeTags"?, "excludeTags"? }, { "type": "log-groups", "names" }, { "type": "flow-logs", "names", "format"? } or { "type": "resolver-logs", "names" }',
    remedy: 'set "type" to "lambda", "log-groups", "flow-logs" or "resolver-logs"',
  },
  prefix: {
    allowed: 'a log-group prefix of 1 to 512 characters from A-Z a-z 0-9 _ - / . #',
    remedy: 'write a prefix such as "/aws/lambda/"',
  },
  exclude: { allowed: 'a list of at most 100 log-group prefixes', remedy: 'write for example ["/aws/lambda/test-"]' },
  patterns: { allowed: 'a list of at most 100 patterns', remedy: 'write for example ["*-prod", "/aws/lambda/shop-*"]' },
  pattern: {
    allowed: 'a pattern of 1 to 512 characters from A-Z a-z 0-9 _ - / . # * ?',
    remedy: 'write * for any characters and ? for one; a pattern is held against the whole name of the group',
  },
  tags: {
    allowed: 'a list of at most 10 tags',
    remedy: 'write for example [{ "key": "team", "values": ["payments"] }]',
  },
  tag: { allowed: '{ "key", "values"? }', remedy: 'write for example { "key": "team", "values": ["payments"] }' },
  tagKey: { allowed: 'the key of a tag, of 1 to 128 characters', remedy: 'write for example "team"' },
  tagValues: {
    allowed: 'a list of at most 20 values',
    remedy: 'leave it out for any value, or write for example ["payments"]',
  },
  tagValue: { allowed: 'the value of a tag, of at most 256 characters', remedy: 'write for example "payments"' },
  names: { allowed: 'a list of 1 to 200 log-group names', remedy: 'write for example ["/aws/lambda/checkout"]' },
  logGroup: {
    allowed: 'a log-group name of 1 to 512 characters from A-Z a-z 0-9 _ - / . #',
    remedy: 'give the full name of the group, such as "/aws/lambda/checkout"',
  },
  format: {
    allowed: 'fields of a flow log, interface-id, srcaddr and dstaddr among them',
    remedy: 'copy LogFormat from aws ec2 describe-flow-logs, or leave it out for the default format',
  },
  transport: {
    allowed: '{ "type": "direct" } or { "type": "kinesis", "shards"?, "retention"?, "batchWindow"? }',
    remedy: 'use "direct" up to about 3 million events a day, "kinesis" above',
  },
  subscription: {
    allowed: '{ "type": "log-groups" } or { "type": "account", "maximumForeignShare"? }',
    remedy: 'leave it out for a filter on each group',
  },
  share: { allowed: 'a number from 0 to 1', remedy: 'write for example 0.1 for a tenth' },
  shards: { allowed: 'a whole number from 1 to 500', remedy: 'use one shard for each 1 MB/s of compressed logs' },
  streamRetention: { allowed: 'a duration from 24h to 365d', remedy: 'write for example "24h"' },
  batchWindow: { allowed: 'a duration from 0s to 60s', remedy: 'write for example "20s"' },
  alerts: { allowed: 'an object', remedy: 'write for example { "emails": ["oncall@example.com"] }' },
  emails: { allowed: 'a list of at most 50 e-mail addresses', remedy: 'write for example ["oncall@example.com"]' },
  email: { allowed: 'an e-mail address', remedy: 'write it as name@example.com' },
  slackWebhook: {
    allowed: 'the full ARN of a secret of Secrets Manager or of a parameter of Systems Manager',
    remedy:
      'keep the webhook address or the bot token there, never here, and give for example the ARN that `aws secretsmanager create-secret` prints',
  },
  keyArn: {
    allowed: 'the ARN of a KMS key, no alias',
    remedy: 'give the ARN that `aws kms describe-key` prints, or leave it out for a key that is made',
  },
  topicArn: {
    allowed: 'the ARN of an SNS topic of this Region',
    remedy: 'give the ARN that `aws sns list-topics` prints, or leave it out for a topic that is made',
  },
  vpc: {
    allowed: '{ "id", "subnets", "securityGroups"? }',
    remedy: 'write for example { "id": "vpc-0a1b2c3d", "subnets": ["subnet-0a1b2c3d"] }, or leave it out',
  },
  vpcId: { allowed: 'the id of a VPC', remedy: 'write for example "vpc-0a1b2c3d"' },
  subnets: { allowed: 'a list of 1 to 16 private subnets', remedy: 'write for example ["subnet-0a1b2c3d"]' },
  subnet: { allowed: 'the id of a subnet', remedy: 'write for example "subnet-0a1b2c3d"' },
  securityGroups: {
    allowed: 'a list of 1 to 5 security groups',
    remedy: 'leave it out for a group that lets HTTPS out and nothing in',
  },
  securityGroup: { allowed: 'the id of a security group', remedy: 'write for example "sg-0a1b2c3d"' },
  remindAfter: { allowed: 'a duration from 10m to 7d, or 0m for never', remedy: 'write for example "6h"' },
  remindEvery: { allowed: 'a duration from 1h to 7d', remedy: 'write for example "24h"' },
  stormAlerts: { allowed: 'a whole number from 0 (never) to 1000', remedy: 'write for example 10' },
  stormWithin: { allowed: 'a duration from 1m to 2h', remedy: 'write for example "10m"' },
  digestAt: { allowed: 'a time of day (UTC) such as "07:00", or "never"', remedy: 'write for example "07:00"' },
  quietHours: {
    allowed: '{ "from", "to", "timeZone"? }',
    remedy: 'write for example { "from": "22:00", "to": "07:00", "timeZone": "Europe/Berlin" }',
  },
  clock: { allowed: 'a time of day such as "22:00"', remedy: 'write hours and minutes with two digits each' },
  timeZone: { allowed: 'a time zone of the IANA database', remedy: 'write for example "Europe/Berlin"' },
  docsUrl: {
    allowed: 'an https address below which errors.md, duration.md, … are',
    remedy: 'leave it out, or give the address of your copy of docs/signals',
  },
  obeyTags: {
    allowed: 'true or false',
    remedy: 'use false where people may tag functions who must not silence alerts',
  },
  overrides: {
    allowed:
      'a list of at most 5000 { "function", "signal"?, "off"?, "sensitivity"?, "severity"?, "owner"?, "runbook"? }',
    remedy: 'write for example [{ "function": "test-*", "off": true }]',
  },
  override: {
    allowed: '{ "function", "signal"?, "off"?, "sensitivity"?, "severity"?, "owner"?, "runbook"? }',
    remedy: 'write for example { "function": "test-*", "off": true }',
  },
  functionPattern: {
    allowed: 'a function name in which * stands for any characters',
    remedy: 'write for example "checkout" or "test-*"',
  },
  signal: { allowed: `one of ${SIGNALS.join(', ')}`, remedy: 'leave it out for all signals' },
  off: { allowed: 'true or false', remedy: 'use true for what is not to be watched' },
  sensitivity: {
    allowed: `one of ${SENSITIVITIES.join(', ')}`,
    remedy: 'use "low" for clearer evidence, "high" for weaker',
  },
  owner: { allowed: 'a text of 1 to 80 characters in one line', remedy: 'write for example "team-payments"' },
  runbook: { allowed: 'an https address', remedy: 'write for example "https://wiki.example.com/checkout"' },
  severity: { allowed: `one of ${SEVERITIES.join(', ')}`, remedy: 'use "low" to be told everything' },
  operations: { allowed: 'an object', remedy: 'leave it out to use the recipients of the alerts' },
  lists: {
    allowed: 'a list of at most 20 { "name", "file", "kind" }',
    remedy: 'write for example [{ "name": "threats", "file": "threats.txt", "kind": "block" }]',
  },
  backfillLogs: { allowed: '{ "maximumDollars"? }', remedy: 'write {} to search past log lines for at most USD 5' },
  maximumDollars: { allowed: 'a whole number from 1 to 1000', remedy: 'write for example 5' },
  listName: { allowed: '1 to 40 letters, digits, - or _', remedy: 'write for example "threats"' },
  listFile: { allowed: 'the path of a file', remedy: 'write for example "lists/threats.txt"' },
  listKind: { allowed: '"block" or "allow"', remedy: 'use "allow" for destinations that must never alert' },
  learningPeriod: { allowed: 'a duration from 1h to 28d', remedy: 'write for example "7d"' },
  backfill: { allowed: 'a duration of 0 to 15 whole days', remedy: 'write for example "14d", or "0d" for none' },
  historyRetention: { allowed: 'a duration of 8 to 400 whole days', remedy: 'write for example "35d"' },
  logRetention: {
    allowed: `one of ${LOG_RETENTION_DAYS.map((days) => `${days}d`).join(', ')}`,
    remedy: 'choose one of the retentions that CloudWatch Logs offers',
  },
  slots: { allowed: 'a whole number from 1 to 64', remedy: 'use one slot for each 300 functions' },
  removal: { allowed: '"retain" or "destroy"', remedy: 'use "retain" to keep baselines when the stack is removed' },
} as const satisfies Record<string, Guidance>;

export type Rule = keyof typeof GUIDANCE;

export const isRule = (text: string): text is Rule => Object.hasOwn(GUIDANCE, text);
