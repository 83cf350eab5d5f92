import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { type Config, parseConfig } from '../config/config.ts';
import { describeConfigProblem } from '../config/config-problem.ts';
import type { LogAnomalyDetectorProps } from './log-anomaly-detector-props.ts';
import { checkableSources } from './log-source.ts';

/**
 * The construct's props as a checked configuration, defaults filled in. Throws one error with all problems.
 * Addresses and names that are known only at deployment cannot be checked and are left out.
 */
export const checkedConfig = (props: LogAnomalyDetectorProps): Config => {
  const sources = props.sources === undefined ? undefined : checkableSources(props.sources);
  const alertEmails = props.alerts.emails ?? [];
  if (alertEmails.length === 0 && props.alerts.topic === undefined && props.alerts.slackWebhook === undefined) {
    throw new Error(
      'alerts must have at least one recipient, got none; add an address to alerts.emails or give alerts.slackWebhook or alerts.topic',
    );
  }
  const parsed = parseConfig(
    withoutUndefined({
      // A list of names known only at deployment leaves nothing to check.
      sources: sources?.length === 0 && props.sources?.length !== 0 ? undefined : sources,
      transport: props.transport === undefined ? undefined : withoutUndefined(props.transport),
      subscription: props.subscription === undefined ? undefined : withoutUndefined(props.subscription),
      alerts: withoutUndefined({
        emails: alertEmails.filter(isKnown),
        minimumSeverity: props.alerts.minimumSeverity,
        remindAfter: props.alerts.remindAfter,
        remindEvery: props.alerts.remindEvery,
        stormAlerts: props.alerts.stormAlerts,
        stormWithin: props.alerts.stormWithin,
        digestAt: props.alerts.digestAt,
        quietHours: props.alerts.quietHours,
        docsUrl: props.alerts.docsUrl,
        obeyTags: props.alerts.obeyTags,
      }),
      operations: withoutUndefined({ emails: props.operations?.emails?.filter(isKnown) }),
      overrides: props.overrides,
      lists: props.lists,
      learningPeriod: props.learningPeriod,
      backfill: props.backfill,
      backfillLogs: props.backfillLogs === undefined ? undefined : withoutUndefined(props.backfillLogs),
      historyRetention: props.historyRetention,
      logRetention: props.logRetention === undefined ? undefined : Duration.days(props.logRetention),
      slots: props.slots,
      removal: removalOf(props.removalPolicy),
    }),
  );
  if (parsed.ok) return parsed.value;
  const lines = parsed.problem.map((problem) => `  ${describeConfigProblem(problem)}`);
  throw new Error(`the configuration of LogAnomalyDetector has ${lines.length} problem(s):\n${lines.join('\n')}`);
};

const isKnown = (text: string): boolean => !Token.isUnresolved(text);

const removalOf = (policy: RemovalPolicy | undefined): string | undefined => {
  if (policy === undefined) return undefined;
  if (policy === RemovalPolicy.RETAIN) return 'retain';
  return policy === RemovalPolicy.DESTROY ? 'destroy' : policy;
};

const withoutUndefined = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
