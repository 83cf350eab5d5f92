import { isNamedBy } from '../core/log-group-selection.ts';
import { isOwnLogGroup, OWN_LOG_GROUP_PREFIX } from '../core/own-log-groups.ts';
import { MINUTES_PER_DAY, MS_PER_MINUTE } from '../core/units.ts';
import type { Config, LambdaSource, SourceConfig } from './config.ts';
import { type ConfigProblem, givenText } from './config-problem.ts';
import { durationText } from './duration.ts';
import { MAX_SELECTION_CHARACTERS, selectionText } from './selection-text.ts';

/** Rules between fields: each value is allowed by itself, together they cannot work. */
export const contradictions = (config: Config): ConfigProblem[] => [
  ...config.sources.flatMap((source, index) => sourceContradictions(source, `sources[${index}]`, config.sources)),
  ...selectionFits(config),
  ...policyCannot(config),
  ...tooManyFormats(config.sources),
  ...repeated(config.alerts.emails, 'alerts.emails'),
  ...repeated(config.operations.emails ?? [], 'operations.emails'),
  ...repeated(
    config.lists.map(({ name }) => name),
    'lists',
  ),
  ...learningOutlivesHistory(config),
  ...linesWithoutDays(config),
  ...keyWithout(config, 'slackWebhookKey', 'slackWebhook'),
  ...keyWithout(config, 'topicKey', 'topic'),
  ...repeated(config.vpc?.subnets ?? [], 'vpc.subnets'),
  ...repeated(config.vpc?.securityGroups ?? [], 'vpc.securityGroups'),
];

const sourceContradictions = (source: SourceConfig, path: string, all: readonly SourceConfig[]): ConfigProblem[] =>
  source.type === 'lambda'
    ? [
        ...prefixContradiction(source.prefix, `${path}.prefix`),
        ...source.exclude.flatMap((exclude, index) =>
          exclusionContradiction(source, exclude, `${path}.exclude[${index}]`),
        ),
        ...(['includePatterns', 'excludePatterns'] as const).flatMap((key) =>
          source[key].flatMap((pattern, index) => patternContradiction(source, pattern, `${path}.${key}[${index}]`)),
        ),
      ]
    : [
        ...source.names.flatMap((name, index) => nameContradiction(name, `${path}.names[${index}]`, all)),
        ...repeated(source.names, `${path}.names`),
      ];

const IN_A_CIRCLE = 'Nightjar would read its own lines in a circle: remove it';

const prefixContradiction = (prefix: string, path: string): ConfigProblem[] =>
  isOwnLogGroup(prefix) ? [problem(path, prefix, `a prefix outside ${OWN_LOG_GROUP_PREFIX}`, IN_A_CIRCLE)] : [];

const exclusionContradiction = (source: LambdaSource, exclude: string, path: string): ConfigProblem[] => {
  if (source.prefix.startsWith(exclude)) {
    return [
      problem(path, exclude, `longer than the prefix ${source.prefix}`, 'it excludes the whole source: remove one'),
    ];
  }
  if (exclude.startsWith(source.prefix)) return [];
  return [
    problem(path, exclude, `a prefix that begins with ${source.prefix}`, 'it excludes nothing: correct or remove it'),
  ];
};

const nameContradiction = (name: string, path: string, all: readonly SourceConfig[]): ConfigProblem[] => {
  if (isOwnLogGroup(name)) return [problem(path, name, `a group outside ${OWN_LOG_GROUP_PREFIX}`, IN_A_CIRCLE)];
  const covering = all.findIndex((source) => source.type === 'lambda' && isNamedBy(name, source));
  if (covering < 0) return [];
  return [
    problem(path, name, 'a group that no other source covers', `sources[${covering}] has it already: remove one`),
  ];
};

const patternContradiction = ({ prefix }: LambdaSource, pattern: string, path: string): ConfigProblem[] => {
  const [head = ''] = pattern.split(/[*?]/, 1);
  if (head.startsWith(prefix) || (head !== pattern && prefix.startsWith(head))) return [];
  const remedy = 'it fits no group of this source: a pattern is held against the whole name';
  return [problem(path, pattern, `a pattern that fits names below ${prefix}`, remedy)];
};

/** The policy of an account takes all of its groups, and ingest, which drops the foreign ones, knows names alone. */
const policyCannot = ({ subscription, sources }: Config): ConfigProblem[] => {
  if (subscription.type !== 'account') return [];
  const isByName = sources.every(
    (source) => source.type === 'lambda' && source.includeTags.length + source.excludeTags.length === 0,
  );
  const allowed = '"log-groups" where sources are listed, or chosen by tag';
  const remedy = 'choose sources by prefix and pattern, or leave subscription out';
  return isByName ? [] : [problem('subscription.type', 'account', allowed, remedy)];
};

/** All of them go into the environment of one function. */
const selectionFits = ({ sources }: Config): ConfigProblem[] => {
  const text = selectionText(sources.filter((source) => source.type === 'lambda'));
  if (text.length <= MAX_SELECTION_CHARACTERS) return [];
  const allowed = `at most ${MAX_SELECTION_CHARACTERS} characters of prefixes, patterns and tags`;
  return [problem('sources', `${text.length} characters`, allowed, 'use fewer or shorter patterns, or tags')];
};

/** Group names and formats go into one environment variable; Lambda takes 4 KB of all of them. */
const MOST_FORMAT_CHARACTERS = 2_000;

const tooManyFormats = (sources: readonly SourceConfig[]): ConfigProblem[] => {
  const texts = sources.flatMap((source) =>
    source.type === 'flow-logs' && source.format !== undefined ? [...source.names, source.format] : [],
  );
  const characters = texts.join(',').length;
  if (characters <= MOST_FORMAT_CHARACTERS) return [];
  return [
    problem(
      'sources',
      `${characters} characters`,
      `flow logs whose names and formats have at most ${MOST_FORMAT_CHARACTERS} characters together`,
      'give the flow logs one log group, or the default format',
    ),
  ];
};

const repeated = (values: readonly string[], path: string): ConfigProblem[] =>
  values.flatMap((value, index) =>
    values.indexOf(value) === index
      ? []
      : [
          problem(
            `${path}[${index}]`,
            value,
            'listed once',
            `it is ${path}[${values.indexOf(value)}] already: remove one`,
          ),
        ],
  );

const learningOutlivesHistory = ({ learningMinutes, historyDays }: Config): ConfigProblem[] => {
  if (learningMinutes < historyDays * MINUTES_PER_DAY) return [];
  const given = durationText(learningMinutes * MS_PER_MINUTE);
  const remedy = 'shorten learningPeriod or lengthen historyRetention';
  return [problem('learningPeriod', given, `shorter than historyRetention (${historyDays}d)`, remedy)];
};

const linesWithoutDays = ({ backfillDays, backfillLogs }: Config): ConfigProblem[] =>
  backfillLogs === undefined || backfillDays > 0
    ? []
    : [problem('backfillLogs', '{…}', 'beside a backfill of at least 1d', 'lengthen backfill, or remove it')];

const keyWithout = ({ alerts }: Config, key: 'slackWebhookKey' | 'topicKey', of: 'slackWebhook' | 'topic') => {
  const given = alerts[key];
  if (given === undefined || alerts[of] !== undefined) return [];
  return [problem(`alerts.${key}`, given, `beside ${of}`, `give ${of}, or remove it`)];
};

const problem = (path: string, given: string, allowed: string, remedy: string): ConfigProblem => ({
  code: 'config.contradiction',
  path,
  given: givenText(given),
  allowed,
  remedy,
});
