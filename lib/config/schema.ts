import * as v from 'valibot';
import { isRunbookUrl } from '../core/order/is-runbook-url.ts';
import { SENSITIVITIES } from '../core/order/override.ts';
import { isTimeZone } from '../core/order/quiet-hours.ts';
import { flowFieldsOf } from '../core/parse/vpc-flow/flow-format.ts';
import { SEVERITIES, SIGNALS } from '../core/signal.ts';
import { CONFIG_DEFAULTS, DEFAULT_BACKFILL_DOLLARS, DEFAULT_FOREIGN_SHARE, KINESIS_DEFAULTS } from './defaults.ts';
import { isTypedDuration, parseDurationMs } from './duration.ts';
import { LOG_RETENTION_DAYS, type Rule } from './guidance.ts';
import { keyArn, topicArn, vpc, webhookArn } from './resource-names.ts';

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;

/** A duration in whole `unitMs`, from text or typed, that satisfies `fits`. */
const durationIn = (unitMs: number, rule: Rule, fits: (count: number) => boolean) =>
  v.pipe(
    v.unknown(),
    v.rawTransform<unknown, number>(({ dataset, addIssue, NEVER }) => {
      const spanMs = millisecondsOf(dataset.value);
      const count = spanMs === undefined ? Number.NaN : spanMs / unitMs;
      if (Number.isInteger(count) && fits(count)) return count;
      addIssue({ message: rule });
      return NEVER;
    }),
  );

const millisecondsOf = (value: unknown): number | undefined => {
  if (isTypedDuration(value)) return value.toMilliseconds();
  if (typeof value !== 'string') return undefined;
  const parsed = parseDurationMs(value);
  return parsed.ok ? parsed.value : undefined;
};

const between = (lowest: number, highest: number) => (count: number) => count >= lowest && count <= highest;

const wholeNumber = (rule: Rule, lowest: number, highest: number) =>
  v.pipe(
    v.number(rule),
    v.check((count) => Number.isInteger(count) && between(lowest, highest)(count), rule),
  );

const list = <const Item extends v.GenericSchema>(item: Item, rule: Rule, lowest: number, highest: number) =>
  v.pipe(v.array(item, rule), v.minLength(lowest, rule), v.maxLength(highest, rule), v.readonly());

/** The characters that CloudWatch Logs allows in the name of a group. */
const logGroupText = (rule: Rule) => v.pipe(v.string(rule), v.regex(/^[-_/.#A-Za-z0-9]{1,512}$/, rule));

const emails = list(v.pipe(v.string('email'), v.maxLength(320, 'email'), v.email('email')), 'emails', 0, 50);

const clock = v.pipe(v.string('clock'), v.regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'clock'));

/** As {@link logGroupText}, with the two characters that stand for others. */
const patternText = v.pipe(v.string('pattern'), v.regex(/^[-_/.#A-Za-z0-9*?]{1,512}$/, 'pattern'));

const tag = v.object(
  {
    key: v.pipe(v.string('tagKey'), v.minLength(1, 'tagKey'), v.maxLength(128, 'tagKey')),
    values: v.optional(list(v.pipe(v.string('tagValue'), v.maxLength(256, 'tagValue')), 'tagValues', 0, 20), []),
  },
  'tag',
);

/** Without these a row says neither whose traffic it is nor where it went. */
const NEEDED_FLOW_FIELDS = ['interface-id', 'srcaddr', 'dstaddr'] as const;

/** As `DescribeFlowLogs` spells it, or the bare names of the fields. */
const flowFormat = v.pipe(
  v.string('format'),
  v.check((text) => {
    const fields = flowFieldsOf(text);
    return fields !== undefined && NEEDED_FLOW_FIELDS.every((field) => fields.includes(field));
  }, 'format'),
  v.transform((text) => flowFieldsOf(text)?.join(' ') ?? text),
);

const source = v.variant(
  'type',
  [
    v.object({
      type: v.literal('lambda', 'source'),
      prefix: v.optional(logGroupText('prefix'), CONFIG_DEFAULTS.sources[0].prefix),
      exclude: v.optional(list(logGroupText('prefix'), 'exclude', 0, 100), []),
      includePatterns: v.optional(list(patternText, 'patterns', 0, 100), []),
      excludePatterns: v.optional(list(patternText, 'patterns', 0, 100), []),
      includeTags: v.optional(list(tag, 'tags', 0, 10), []),
      excludeTags: v.optional(list(tag, 'tags', 0, 10), []),
    }),
    v.object({
      type: v.literal('log-groups', 'source'),
      names: list(logGroupText('logGroup'), 'names', 1, 200),
    }),
    v.object({
      type: v.literal('flow-logs', 'source'),
      names: list(logGroupText('logGroup'), 'names', 1, 200),
      format: v.exactOptional(flowFormat),
    }),
    v.object({
      type: v.literal('resolver-logs', 'source'),
      names: list(logGroupText('logGroup'), 'names', 1, 200),
    }),
  ],
  'source',
);

const transport = v.variant(
  'type',
  [
    v.object({ type: v.literal('direct', 'transport') }),
    v.pipe(
      v.object({
        type: v.literal('kinesis', 'transport'),
        shards: v.optional(wholeNumber('shards', 1, 500), KINESIS_DEFAULTS.shards),
        retention: v.optional(
          durationIn(MS_PER_HOUR, 'streamRetention', between(24, 8_760)),
          `${KINESIS_DEFAULTS.retentionHours}h`,
        ),
        batchWindow: v.optional(
          durationIn(MS_PER_SECOND, 'batchWindow', between(0, 60)),
          `${KINESIS_DEFAULTS.batchWindowSeconds}s`,
        ),
      }),
      v.transform(({ type, shards, retention, batchWindow }) => ({
        type,
        shards,
        retentionHours: retention,
        batchWindowSeconds: batchWindow,
      })),
    ),
  ],
  'transport',
);

const subscription = v.variant(
  'type',
  [
    v.object({ type: v.literal('log-groups', 'subscription') }),
    v.object({
      type: v.literal('account', 'subscription'),
      maximumForeignShare: v.optional(
        v.pipe(v.number('share'), v.minValue(0, 'share'), v.maxValue(1, 'share')),
        DEFAULT_FOREIGN_SHARE,
      ),
    }),
  ],
  'subscription',
);

/** Keys as people write them; `config.ts` renames the durations to their units. */
export const configSchema = v.object(
  {
    $schema: v.exactOptional(v.string()),
    sources: v.optional(
      list(source, 'sources', 1, 50),
      CONFIG_DEFAULTS.sources.map(({ type, prefix }) => ({ type, prefix })),
    ),
    transport: v.optional(transport, CONFIG_DEFAULTS.transport),
    subscription: v.optional(subscription, CONFIG_DEFAULTS.subscription),
    alerts: v.optional(
      v.object(
        {
          emails: v.optional(emails, []),
          topic: v.exactOptional(topicArn),
          topicKey: v.exactOptional(keyArn),
          slackWebhook: v.exactOptional(webhookArn),
          slackWebhookKey: v.exactOptional(keyArn),
          minimumSeverity: v.optional(v.picklist(SEVERITIES, 'severity'), CONFIG_DEFAULTS.alerts.minimumSeverity),
          remindAfter: v.optional(
            durationIn(MS_PER_MINUTE, 'remindAfter', (minutes) => minutes === 0 || between(10, 10_080)(minutes)),
            `${CONFIG_DEFAULTS.alerts.remindAfterMinutes}m`,
          ),
          remindEvery: v.optional(
            durationIn(MS_PER_MINUTE, 'remindEvery', between(60, 10_080)),
            `${CONFIG_DEFAULTS.alerts.remindEveryMinutes}m`,
          ),
          stormAlerts: v.optional(wholeNumber('stormAlerts', 0, 1_000), CONFIG_DEFAULTS.alerts.stormAlerts),
          stormWithin: v.optional(
            durationIn(MS_PER_MINUTE, 'stormWithin', between(1, 120)),
            `${CONFIG_DEFAULTS.alerts.stormWithinMinutes}m`,
          ),
          digestAt: v.optional(
            v.pipe(v.string('digestAt'), v.regex(/^(?:never|(?:[01][0-9]|2[0-3]):[0-5][0-9])$/, 'digestAt')),
            CONFIG_DEFAULTS.alerts.digestAt,
          ),
          quietHours: v.exactOptional(
            v.object(
              {
                from: clock,
                to: clock,
                timeZone: v.optional(v.pipe(v.string('timeZone'), v.check(isTimeZone, 'timeZone')), 'UTC'),
              },
              'quietHours',
            ),
          ),
          docsUrl: v.exactOptional(v.pipe(v.string('docsUrl'), v.check(isRunbookUrl, 'docsUrl'))),
          obeyTags: v.optional(v.boolean('obeyTags'), CONFIG_DEFAULTS.alerts.obeyTags),
        },
        'alerts',
      ),
      {},
    ),
    operations: v.optional(
      v.object({ emails: v.exactOptional(emails), topic: v.exactOptional(topicArn) }, 'operations'),
      {},
    ),
    encryptionKey: v.exactOptional(keyArn),
    vpc: v.exactOptional(vpc),
    overrides: v.optional(
      list(
        v.object(
          {
            function: v.pipe(v.string('functionPattern'), v.regex(/^[A-Za-z0-9_*-]{1,140}$/, 'functionPattern')),
            signal: v.exactOptional(v.picklist(SIGNALS, 'signal')),
            off: v.exactOptional(v.boolean('off')),
            sensitivity: v.exactOptional(v.picklist(SENSITIVITIES, 'sensitivity')),
            severity: v.exactOptional(v.picklist(SEVERITIES, 'severity')),
            owner: v.exactOptional(v.pipe(v.string('owner'), v.regex(/^[^\p{Cc}]{1,80}$/u, 'owner'))),
            runbook: v.exactOptional(v.pipe(v.string('runbook'), v.check(isRunbookUrl, 'runbook'))),
          },
          'override',
        ),
        'overrides',
        0,
        5_000,
      ),
      [],
    ),
    lists: v.optional(
      list(
        v.object({
          name: v.pipe(v.string('listName'), v.regex(/^[A-Za-z0-9_-]{1,40}$/, 'listName')),
          file: v.pipe(v.string('listFile'), v.minLength(1, 'listFile'), v.maxLength(1_024, 'listFile')),
          kind: v.picklist(['block', 'allow'], 'listKind'),
        }),
        'lists',
        0,
        20,
      ),
      [],
    ),
    learningPeriod: v.optional(
      durationIn(MS_PER_MINUTE, 'learningPeriod', between(60, 28 * 1_440)),
      `${CONFIG_DEFAULTS.learningMinutes}m`,
    ),
    backfill: v.optional(durationIn(MS_PER_DAY, 'backfill', between(0, 15)), `${CONFIG_DEFAULTS.backfillDays}d`),
    backfillLogs: v.exactOptional(
      v.object(
        { maximumDollars: v.optional(wholeNumber('maximumDollars', 1, 1_000), DEFAULT_BACKFILL_DOLLARS) },
        'backfillLogs',
      ),
    ),
    historyRetention: v.optional(
      durationIn(MS_PER_DAY, 'historyRetention', between(8, 400)),
      `${CONFIG_DEFAULTS.historyDays}d`,
    ),
    logRetention: v.optional(
      durationIn(MS_PER_DAY, 'logRetention', (days) => LOG_RETENTION_DAYS.includes(days)),
      `${CONFIG_DEFAULTS.logRetentionDays}d`,
    ),
    slots: v.optional(wholeNumber('slots', 1, 64), CONFIG_DEFAULTS.slots),
    removal: v.optional(v.picklist(['retain', 'destroy'], 'removal'), CONFIG_DEFAULTS.removal),
  },
  'config',
);
