import { hash32 } from '../core/hash.ts';
import type { LogGroupSelection, NameRule } from '../core/log-group-selection.ts';
import type { FlowFields } from '../core/parse/vpc-flow/flow-format.ts';
import type { IngestSettings } from '../core/pipeline/ingest-ports.ts';
import { fail, ok, type Result } from '../core/result.ts';
import { SEVERITIES, type Severity } from '../core/signal.ts';
import {
  type Codec,
  flowFormats,
  flowFormatsText,
  namedGroups,
  namedGroupsText,
  oneOf,
  type Reader,
  selection,
  shareOrNever,
  text,
  textOrNone,
  wholeNumber,
} from './variable-codecs.ts';

/**
 * The environment variables of the handlers: this file alone writes and reads them, so that construct and handler cannot
 * drift apart. No schema library here, as it would weigh on the cold start of ingest.
 */

/** What every handler needs to find its data. */
interface PlaceEnvironment {
  readonly tableName: string;
  /** As Lambda sets it. */
  readonly region: string;
}

interface CommonEnvironment extends PlaceEnvironment {
  /** Names this installation in metrics. */
  readonly installation: string;
  /** Any text that differs between installations; see {@link saltOf}. */
  readonly saltSeed: string;
  /** Function slots in the first layout; later layouts are in the table. */
  readonly slots: number;
}

export interface IngestEnvironment extends CommonEnvironment {
  /** Batches that came through any other filter are dropped, or events would count twice. */
  readonly subscriptionFilter: string;
  /** See `FoldSettings`. */
  readonly watched: readonly NameRule[];
  /** Columns of the flow logs that have a format of their own, by log group. */
  readonly flowFormats: ReadonlyMap<string, FlowFields>;
}

export interface EvaluateEnvironment extends CommonEnvironment {
  readonly topicArn: string;
  /** How long a function is only observed. */
  readonly learningMinutes: number;
  /** How long history items live. */
  readonly historyDays: number;
  /** Whether a backfill teaches what is usual first. */
  readonly backfill: 'on' | 'off';
  /** Incidents below this are recorded, not sent. */
  readonly minimumSeverity: Severity;
  /** Where block and allow lists were deployed to; empty where there are none. */
  readonly listFolder: string;
  /** Where the alert policy was deployed to; empty where it is the default one. */
  readonly policyFile: string;
  /** Name of the dashboard, for links; empty where there is none. */
  readonly dashboard: string;
  /** Where the pages about signals are, for links; empty where nobody said. */
  readonly docsUrl: string;
  /** Whether log lines of functions are looked for when there is an alert. */
  readonly logSearch: 'on' | 'off';
  /** Whether tags of functions are read. */
  readonly tagLookup: 'on' | 'off';
  /** Whether AWS may be asked who uses which network interface. */
  readonly networkLookup: 'on' | 'off';
  /** Whether AWS may be asked if a function still exists. */
  readonly functionLookup: 'on' | 'off';
}

export interface BackfillEnvironment extends CommonEnvironment {
  /** Which log groups' functions are learnt. */
  readonly selection: LogGroupSelection;
  /** Days of metrics to learn from. */
  readonly days: number;
  /** What searching past lines may cost; 0 where none are searched. */
  readonly maximumDollars: number;
  readonly learningMinutes: number;
  readonly historyDays: number;
}

export interface SubscribeEnvironment extends PlaceEnvironment {
  /** Names this installation in metrics. */
  readonly installation: string;
  /** Which log groups get a filter. */
  readonly selection: LogGroupSelection;
  readonly filterName: string;
  readonly destinationArn: string;
  /** The role that CloudWatch Logs writes a stream with; empty where a function is the destination. */
  readonly writerRoleArn: string;
  /** Up to which share of foreign volume the policy of the account is used. */
  readonly maximumForeignShare: number | 'never';
}

export interface UnsubscribeEnvironment extends PlaceEnvironment {
  /** As Lambda sets it. */
  readonly functionName: string;
}

export interface NotifySlackEnvironment extends PlaceEnvironment {
  /** Secret or parameter with the webhook's address, or with a bot's token and channel. */
  readonly webhookArn: string;
}

export type WidgetEnvironment = PlaceEnvironment;

export interface EnvironmentProblem {
  readonly code: 'environment.missing' | 'environment.not_allowed';
  readonly variable: string;
  readonly given: string;
  readonly allowed: string;
}

/** The salt of hashes that outsiders must not foresee. */
export const saltOf = (environment: Pick<CommonEnvironment, 'saltSeed'>): number => hash32(environment.saltSeed);

/** How ingest folds; whoever brings back what it gave up folds with the same. */
export const ingestSettingsOf = (environment: IngestEnvironment): IngestSettings => ({
  ...environment,
  salt: saltOf(environment),
});

type Variables = Readonly<Record<string, string | undefined>>;
type Written<Environment> = Omit<Environment, 'region' | 'functionName'>;

export const writeIngestEnvironment = (environment: Written<IngestEnvironment>): Record<string, string> =>
  write(writtenIngestLayout(), environment);

export const writeEvaluateEnvironment = (environment: Written<EvaluateEnvironment>): Record<string, string> =>
  write(evaluateLayout(), environment);

export const writeSubscribeEnvironment = (environment: Written<SubscribeEnvironment>): Record<string, string> =>
  write(subscribeLayout(), environment);

export const readSubscribeEnvironment = (
  variables: Variables,
): Result<SubscribeEnvironment, readonly EnvironmentProblem[]> => read(subscribeLayout(), variables);

export const writeBackfillEnvironment = (environment: Written<BackfillEnvironment>): Record<string, string> =>
  write(backfillLayout(), environment);

export const readBackfillEnvironment = (
  variables: Variables,
): Result<BackfillEnvironment, readonly EnvironmentProblem[]> => read(backfillLayout(), variables);

export const writeUnsubscribeEnvironment = (environment: Written<UnsubscribeEnvironment>): Record<string, string> =>
  write(unsubscribeLayout(), environment);

export const readUnsubscribeEnvironment = (
  variables: Variables,
): Result<UnsubscribeEnvironment, readonly EnvironmentProblem[]> => read(unsubscribeLayout(), variables);

export const writeNotifySlackEnvironment = (environment: Written<NotifySlackEnvironment>): Record<string, string> =>
  write(notifySlackLayout(), environment);

export const readNotifySlackEnvironment = (
  variables: Variables,
): Result<NotifySlackEnvironment, readonly EnvironmentProblem[]> => read(notifySlackLayout(), variables);

export const writeWidgetEnvironment = (environment: Written<WidgetEnvironment>): Record<string, string> =>
  write(PLACE, environment);

export const readWidgetEnvironment = (variables: Variables): Result<WidgetEnvironment, readonly EnvironmentProblem[]> =>
  read(PLACE, variables);

export const readIngestEnvironment = (variables: Variables): Result<IngestEnvironment, readonly EnvironmentProblem[]> =>
  read(ingestLayout(), variables);

export const readEvaluateEnvironment = (
  variables: Variables,
): Result<EvaluateEnvironment, readonly EnvironmentProblem[]> => read(evaluateLayout(), variables);

/** One line, for the exception that ends a start with a broken environment. */
export const describeEnvironmentProblems = (problems: readonly EnvironmentProblem[]): string =>
  problems.map(({ variable, allowed, given }) => `${variable} must be ${allowed}, got ${given}`).join('; ');

interface Named {
  readonly name: string;
}

type Layout<Environment> = { readonly [Key in keyof Environment]: Codec<Environment[Key]> & Named };
type ReadLayout<Environment> = { readonly [Key in keyof Environment]: Reader<Environment[Key]> & Named };

const variable = <Kind extends object>(name: string, kind: Kind): Kind & Named => ({ name, ...kind });

const PLACE: Layout<PlaceEnvironment> = {
  tableName: variable('NIGHTJAR_TABLE', text),
  region: variable('AWS_REGION', text),
};

// Functions, so that a bundle carries only the layouts that it uses.
const commonLayout = (): Layout<CommonEnvironment> => ({
  ...PLACE,
  installation: variable('NIGHTJAR_INSTALLATION', text),
  saltSeed: variable('NIGHTJAR_SALT_SEED', text),
  slots: variable('NIGHTJAR_SLOTS', wholeNumber(1, 64)),
});

const ingestLayout = () => ({
  ...commonLayout(),
  subscriptionFilter: variable('NIGHTJAR_SUBSCRIPTION_FILTER', text),
  watched: variable('NIGHTJAR_WATCHED', namedGroups),
  flowFormats: variable('NIGHTJAR_FLOW_FORMATS', flowFormats),
});

/** How these two are written is no weight on the start of ingest. */
const writtenIngestLayout = (): Layout<IngestEnvironment> => {
  const { watched, flowFormats: formats, ...layout } = ingestLayout();
  return {
    ...layout,
    watched: { ...watched, encode: namedGroupsText },
    flowFormats: { ...formats, encode: flowFormatsText },
  };
};

const learningLayout = (): Layout<Pick<BackfillEnvironment, 'learningMinutes' | 'historyDays'>> => ({
  learningMinutes: variable('NIGHTJAR_LEARNING_MINUTES', wholeNumber(0, 28 * 1_440)),
  historyDays: variable('NIGHTJAR_HISTORY_DAYS', wholeNumber(1, 400)),
});

const backfillLayout = (): Layout<BackfillEnvironment> => ({
  ...commonLayout(),
  ...learningLayout(),
  selection: variable('NIGHTJAR_SOURCES', selection),
  days: variable('NIGHTJAR_BACKFILL_DAYS', wholeNumber(1, 15)),
  maximumDollars: variable('NIGHTJAR_BACKFILL_DOLLARS', wholeNumber(0, 1_000)),
});

const evaluateLayout = (): Layout<EvaluateEnvironment> => ({
  ...commonLayout(),
  ...learningLayout(),
  topicArn: variable('NIGHTJAR_TOPIC_ARN', text),
  backfill: variable('NIGHTJAR_BACKFILL', oneOf(['on', 'off'])),
  minimumSeverity: variable('NIGHTJAR_MINIMUM_SEVERITY', oneOf(SEVERITIES)),
  listFolder: variable('NIGHTJAR_LIST_FOLDER', textOrNone),
  policyFile: variable('NIGHTJAR_POLICY_FILE', textOrNone),
  dashboard: variable('NIGHTJAR_DASHBOARD', textOrNone),
  docsUrl: variable('NIGHTJAR_DOCS_URL', textOrNone),
  logSearch: variable('NIGHTJAR_LOG_SEARCH', oneOf(['on', 'off'])),
  tagLookup: variable('NIGHTJAR_TAG_LOOKUP', oneOf(['on', 'off'])),
  networkLookup: variable('NIGHTJAR_NETWORK_LOOKUP', oneOf(['on', 'off'])),
  functionLookup: variable('NIGHTJAR_FUNCTION_LOOKUP', oneOf(['on', 'off'])),
});

const subscribeLayout = (): Layout<SubscribeEnvironment> => ({
  ...PLACE,
  installation: variable('NIGHTJAR_INSTALLATION', text),
  selection: variable('NIGHTJAR_SOURCES', selection),
  filterName: variable('NIGHTJAR_SUBSCRIPTION_FILTER', text),
  destinationArn: variable('NIGHTJAR_DESTINATION_ARN', text),
  writerRoleArn: variable('NIGHTJAR_WRITER_ROLE_ARN', textOrNone),
  maximumForeignShare: variable('NIGHTJAR_MAXIMUM_FOREIGN_SHARE', shareOrNever),
});

const unsubscribeLayout = (): Layout<UnsubscribeEnvironment> => ({
  ...PLACE,
  functionName: variable('AWS_LAMBDA_FUNCTION_NAME', text),
});

const notifySlackLayout = (): Layout<NotifySlackEnvironment> => ({
  ...PLACE,
  webhookArn: variable('NIGHTJAR_WEBHOOK_ARN', text),
});

const write = <Environment extends object>(
  layout: Layout<Environment>,
  environment: Written<Environment>,
): Record<string, string> => {
  const values = new Map<string, unknown>(Object.entries(environment));
  const variables = Object.entries(layout) as [string, Codec<unknown> & Named][];
  const written = variables.filter(([key]) => values.has(key));
  return Object.fromEntries(written.map(([key, { name, encode }]) => [name, encode(values.get(key))]));
};

const read = <Environment>(
  layout: ReadLayout<Environment>,
  variables: Variables,
): Result<Environment, readonly EnvironmentProblem[]> => {
  const problems: EnvironmentProblem[] = [];
  const entries = Object.entries(layout) as [string, Reader<unknown> & Named][];
  const values = entries.map(([key, { name, allowed, decode }]) => {
    const given = variables[name];
    const value = given === undefined ? undefined : decode(given);
    if (given === undefined) problems.push({ code: 'environment.missing', variable: name, given: 'nothing', allowed });
    else if (value === undefined) {
      problems.push({ code: 'environment.not_allowed', variable: name, given: JSON.stringify(given), allowed });
    }
    return [key, value] as const;
  });
  return problems.length === 0 ? ok(Object.fromEntries(values) as Environment) : fail(problems);
};
