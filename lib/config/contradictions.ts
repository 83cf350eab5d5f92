import { MINUTES_PER_DAY, MS_PER_MINUTE } from '../core/units.ts';
import type { Config, LambdaSource, SourceConfig } from './config.ts';
import { type ConfigProblem, givenText } from './config-problem.ts';
import { durationText } from './duration.ts';
import { isOwnLogGroup, OWN_LOG_GROUP_PREFIX } from './own-log-groups.ts';

/** Rules between fields: each value is allowed by itself, together they cannot work. */
export const contradictions = (config: Config): ConfigProblem[] => [
  ...config.sources.flatMap((source, index) => sourceContradictions(source, `sources[${index}]`, config.sources)),
  ...repeated(config.alerts.emails, 'alerts.emails'),
  ...repeated(config.operations.emails ?? [], 'operations.emails'),
  ...repeated(
    config.lists.map(({ name }) => name),
    'lists',
  ),
  ...learningOutlivesHistory(config),
  ...keyWithoutWebhook(config),
];

const sourceContradictions = (source: SourceConfig, path: string, all: readonly SourceConfig[]): ConfigProblem[] =>
  source.type === 'lambda'
    ? [
        ...source.exclude.flatMap((exclude, index) =>
          exclusionContradiction(source, exclude, `${path}.exclude[${index}]`),
        ),
      ]
    : [
        ...source.names.flatMap((name, index) => nameContradiction(name, `${path}.names[${index}]`, all)),
        ...repeated(
          all.flatMap((one) => (one === source && one.type === 'log-groups' ? one.names : [])),
          `${path}.names`,
        ),
      ];

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
  if (isOwnLogGroup(name)) {
    const remedy = 'Nightjar would read its own lines in a circle: remove it';
    return [problem(path, name, `a group outside ${OWN_LOG_GROUP_PREFIX}`, remedy)];
  }
  const covering = all.findIndex((source) => source.type === 'lambda' && covers(source, name));
  if (covering < 0) return [];
  return [
    problem(path, name, 'a group that no other source covers', `sources[${covering}] has it already: remove one`),
  ];
};

/** Whether a source by prefix takes this log group. */
const covers = (source: LambdaSource, logGroup: string): boolean =>
  logGroup.startsWith(source.prefix) && !source.exclude.some((prefix) => logGroup.startsWith(prefix));

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

const keyWithoutWebhook = ({ alerts }: Config): ConfigProblem[] =>
  alerts.slackWebhookKey === undefined || alerts.slackWebhook !== undefined
    ? []
    : [
        problem(
          'alerts.slackWebhookKey',
          alerts.slackWebhookKey,
          'beside slackWebhook',
          'give slackWebhook, or remove it',
        ),
      ];

const problem = (path: string, given: string, allowed: string, remedy: string): ConfigProblem => ({
  code: 'config.contradiction',
  path,
  given: givenText(given),
  allowed,
  remedy,
});
