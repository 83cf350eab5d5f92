import type { Config } from './config.ts';

const NOTHING = Object.freeze([] as const);

/** What holds where the configuration says nothing. Chosen to fit 10 functions or 5,000 without thought. */
export const CONFIG_DEFAULTS = Object.freeze({
  /** Every Lambda log group of the account and Region, those created later included. */
  sources: Object.freeze([
    Object.freeze({
      type: 'lambda',
      prefix: '/aws/lambda/',
      exclude: NOTHING,
      includePatterns: NOTHING,
      excludePatterns: NOTHING,
      includeTags: NOTHING,
      excludeTags: NOTHING,
    }),
  ] as const),
  /** CloudWatch Logs calls the ingest function itself: cheapest up to about 3 million events a day. */
  transport: Object.freeze({ type: 'direct' }),
  /** A filter on each group: a policy of the account would deliver all of its lines. */
  subscription: Object.freeze({ type: 'log-groups' }),
  /** Nobody: deploying asks for at least one recipient. All severities are sent. */
  alerts: Object.freeze({
    emails: Object.freeze([]),
    minimumSeverity: 'medium',
    remindAfterMinutes: 6 * 60,
    remindEveryMinutes: 24 * 60,
    stormAlerts: 10,
    stormWithinMinutes: 10,
    digestAt: '07:00',
    obeyTags: true,
  }),
  /** None: every function is watched alike. */
  overrides: Object.freeze([]),
  /** The recipients of the alerts also hear of Nightjar's own failures. */
  operations: Object.freeze({}),
  /** None: what is alarming is judged by looks, novelty and volume. */
  lists: Object.freeze([]),
  /** Seven days: a full week covers weekly traffic shapes. Nothing alerts before. */
  learningMinutes: 7 * 1_440,
  /** Two weeks of metrics: every hour of the week twice, within what CloudWatch keeps by the minute. */
  backfillDays: 14,
  /** Five weeks, so that a picture can lay this week over the same one a month ago. */
  historyDays: 35,
  /** Nightjar's own log lines are kept a month. */
  logRetentionDays: 30,
  /** One slot serves about 300 functions. */
  slots: 1,
  /** Baselines took weeks to learn: they survive the removal of the stack. */
  removal: 'retain',
} as const satisfies Config);

/** More than a tenth of foreign lines costs more than it saves. */
export const DEFAULT_FOREIGN_SHARE = 0.1;

/** Logs Insights reads a terabyte for it. */
export const DEFAULT_BACKFILL_DOLLARS = 5;

/** Default shape of a Kinesis transport that names only its type. */
export const KINESIS_DEFAULTS = Object.freeze({
  /** 1 MB/s or 1,000 records/s: about 300 million events a day at an even pace. */
  shards: 1,
  /** A day to repair what stops reading. */
  retentionHours: 24,
  /** Fewer, larger invocations; alerts wait no longer, as evaluation lets a minute settle anyway. */
  batchWindowSeconds: 20,
});
