import { alertPolicyOf } from '../../config/alert-policy-of.ts';
import { closestMatch } from '../../config/closest-match.ts';
import { CONFIG_DEFAULTS } from '../../config/defaults.ts';
import { parseDurationMs } from '../../config/duration.ts';
import { type FlowFields, flowFieldsOf } from '../../core/parse/vpc-flow/flow-format.ts';
import { SEVERITIES, type Severity } from '../../core/signal.ts';
import { MS_PER_MINUTE } from '../../core/units.ts';
import type { CommandLine, OptionSpec } from '../command.ts';
import { UNKNOWN } from '../input/read-context.ts';
import { quoted } from '../output/quoted.ts';
import type { Terminal } from '../terminal.ts';
import { UserMistake } from '../user-mistake.ts';
import { readConfigFile, readLists } from './read-config-file.ts';
import type { ReplayOptions } from './replay-options.ts';

/** As `--help` lists them. */
export const REPLAY_OPTIONS = {
  format: {
    type: 'string',
    value: 'json|text',
    help: 'json: one object a line (default when piped); text: for people',
  },
  learn: {
    type: 'string',
    value: 'DURATION',
    help: 'nothing alerts for so long after the first event: 7d, 12h, 90m (default: config, else 7d)',
  },
  'log-group': {
    type: 'string',
    value: 'NAME',
    help: 'whose lines these are, where the input does not say: /aws/lambda/NAME',
  },
  account: { type: 'string', value: 'ID', help: 'account of input that does not say' },
  region: { type: 'string', value: 'NAME', help: 'Region of input that does not say' },
  'flow-format': {
    type: 'string',
    value: 'FIELDS',
    help: 'columns of flow logs without header, in order: version vpc-id … or the LogFormat of the flow log',
  },
  'network-map': {
    type: 'string',
    value: 'FILE',
    help: 'JSON that says which functions use which network interfaces',
  },
  counts: { type: 'boolean', help: 'end with a line of exact totals over the input' },
  report: { type: 'string', value: 'FILE.html', help: 'write a report with charts' },
  'fail-on': {
    type: 'string',
    value: 'SEVERITY',
    help: `exit 3 when an incident of at least this severity was seen: ${SEVERITIES.join(', ')}`,
  },
  config: {
    type: 'string',
    value: 'FILE',
    help: 'nightjar.config.json: learning period, lists, overrides, and how people are told',
  },
  series: {
    type: 'string',
    value: 'FILE.csv',
    help: 'instead of logs: score a metric series with columns timestamp,value',
  },
} as const satisfies Record<string, OptionSpec>;

type Name = keyof typeof REPLAY_OPTIONS;

/** Checks what was given and fills in what was not. Throws a {@link UserMistake} that names option, value and remedy. */
export const readReplayOptions = async (line: CommandLine, terminal: Terminal): Promise<ReplayOptions> => {
  const text = (name: Name): string | undefined => {
    const value = line.options.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const seriesPath = text('series');
  const operands = seriesPath === undefined ? operandsOf(line, terminal) : noOperands(line);
  const configPath = text('config');
  const config = configPath === undefined ? CONFIG_DEFAULTS : await readConfigFile(configPath);
  const lists = await readLists(config.lists, configPath);
  const learn = text('learn');
  const format = oneOf('format', text('format'), ['json', 'text']) ?? (terminal.outIsTty ? 'text' : 'json');
  return {
    operands,
    format,
    learnMinutes: learn === undefined ? config.learningMinutes : learnMinutesOf(learn),
    lists,
    policy: alertPolicyOf(config),
    minimumSeverity: config.alerts.minimumSeverity,
    logGroup: logGroupOf(text('log-group')),
    account: matching('account', text('account'), /^\d{12}$/, 'twelve digits') ?? UNKNOWN,
    region:
      matching('region', text('region'), /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/, 'a Region such as eu-west-1') ?? UNKNOWN,
    counts: line.options.has('counts'),
    reportPath: text('report'),
    collects: text('report') !== undefined || (format === 'text' && terminal.outIsTty),
    seriesPath,
    flowFields: flowFormatOf(text('flow-format')),
    networkMapPath: text('network-map'),
    failOn: oneOf<Severity>('fail-on', text('fail-on'), SEVERITIES),
  };
};

const operandsOf = ({ operands }: CommandLine, terminal: Terminal): readonly string[] => {
  if (operands.length === 0) {
    if (terminal.inputIsTty)
      throw new UserMistake('nothing to replay', 'name a file or folder, or pipe logs in: nightjar replay PATH');
    return [];
  }
  if (!operands.includes('-')) return operands;
  if (operands.length > 1) throw new UserMistake('- (stdin) cannot be combined with paths', 'replay one or the other');
  return [];
};

const noOperands = ({ operands, options }: CommandLine): readonly string[] => {
  const other = operands[0] ?? (['counts', 'report', 'log-group'] as const).find((name) => options.has(name));
  if (other === undefined) return [];
  throw new UserMistake(`--series cannot be combined with ${quoted(other)}`, 'score the series alone');
};

const learnMinutesOf = (given: string): number => {
  const span = parseDurationMs(given);
  if (span.ok) return Math.ceil(span.value / MS_PER_MINUTE);
  throw new UserMistake(
    `--learn ${quoted(given)} is not a duration`,
    'write a whole number and a unit, as in 7d, 12h or 90m',
  );
};

const logGroupOf = (given: string | undefined): string | undefined =>
  matching('log-group', given, /^[-_/.#A-Za-z0-9]{1,512}$/, 'the name of a log group, as in /aws/lambda/NAME');

const flowFormatOf = (given: string | undefined): FlowFields | undefined => {
  if (given === undefined) return undefined;
  const fields = flowFieldsOf(given);
  if (fields !== undefined) return fields;
  throw new UserMistake(
    `--flow-format ${quoted(given)} is no list of flow log fields`,
    'copy LogFormat from aws ec2 describe-flow-logs, or name the fields: version interface-id srcaddr dstaddr',
  );
};

const matching = (name: Name, given: string | undefined, pattern: RegExp, wanted: string): string | undefined => {
  if (given === undefined || pattern.test(given)) return given;
  throw new UserMistake(`--${name} must be ${wanted}, got ${quoted(given)}`, '');
};

const oneOf = <Value extends string>(
  name: Name,
  given: string | undefined,
  allowed: readonly Value[],
): Value | undefined => {
  if (given === undefined) return undefined;
  const found = allowed.find((value) => value === given);
  if (found !== undefined) return found;
  const meant = closestMatch(given, allowed);
  const remedy = meant === undefined ? '' : `did you mean ${meant}?`;
  throw new UserMistake(`--${name} must be one of ${allowed.join(', ')}, got ${quoted(given)}`, remedy);
};
