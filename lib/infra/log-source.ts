import { Token } from 'aws-cdk-lib';
import { CfnLogGroup, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { LambdaSource } from '../config/config.ts';
import { CONFIG_DEFAULTS } from '../config/defaults.ts';
import type { TagFilter } from '../core/log-group-selection.ts';
import { isOwnLogGroup } from '../core/own-log-groups.ts';
import { type FlowFields, flowFieldsOf } from '../core/parse/vpc-flow/flow-format.ts';

/** Which groups a {@link LogSource.lambda} takes. */
export interface LambdaLogSourceProps {
  /**
   * Log groups whose name begins with this are watched.
   *
   * @default '/aws/lambda/' - every group that Lambda makes by itself
   */
  readonly prefix?: string;

  /**
   * Groups whose name begins with one of these are left alone.
   *
   * @default - none is left alone
   */
  readonly exclude?: readonly string[];

  /**
   * Patterns of whole names: `*` stands for any characters, `?` for one. Where there are any, only groups that fit one
   * of them are watched.
   *
   * @default - every group below the prefix is taken
   */
  readonly includePatterns?: readonly string[];

  /**
   * Groups whose whole name fits one of these patterns are left alone.
   *
   * @default - none is left alone
   */
  readonly excludePatterns?: readonly string[];

  /**
   * Where there are any, only groups are watched that bear all of these tags, or log for a function that does. A tag
   * that is put on or taken off later is heeded within six hours.
   *
   * @default - tags are neither asked for nor read
   */
  readonly includeTags?: readonly LogSourceTag[];

  /**
   * Groups that bear one of these tags, or log for a function that does, are left alone.
   *
   * @default - tags are neither asked for nor read
   */
  readonly excludeTags?: readonly LogSourceTag[];
}

/** A tag of a log group or a function. */
export interface LogSourceTag {
  readonly key: string;

  /**
   * Any of these values will do.
   *
   * @default - any value will do
   */
  readonly values?: readonly string[];
}

/** Which groups a {@link LogSource.flowLogs} takes. */
export interface FlowLogSourceProps {
  /** They must exist when the stack is deployed. */
  readonly groups: readonly (ILogGroup | string)[];

  /**
   * The flow log's format, as `DescribeFlowLogs` tells it: rows in CloudWatch Logs have no header.
   *
   * @default - the default format of version 2
   */
  readonly format?: string;
}

/** What Nightjar watches. Made by the functions of {@link LogSource}. */
export type LogSource = PrefixLogSource | ListedLogSource;

/** Every group below a prefix that its patterns and tags take, those created later included. */
export type PrefixLogSource = LambdaSource;

/** Exactly these groups; a name may be known only at deployment. */
export interface ListedLogSource {
  readonly type: 'log-groups' | 'flow-logs' | 'resolver-logs';
  readonly names: readonly string[];
  /** Of flow logs. */
  readonly format?: string;
}

export const LogSource = {
  /** Every Lambda log group of the account and Region below a prefix, those created later included. */
  lambda: ({
    prefix = CONFIG_DEFAULTS.sources[0].prefix,
    exclude = [],
    includePatterns = [],
    excludePatterns = [],
    includeTags = [],
    excludeTags = [],
  }: LambdaLogSourceProps = {}): PrefixLogSource => ({
    type: 'lambda',
    prefix,
    exclude,
    includePatterns,
    excludePatterns,
    includeTags: includeTags.map(withValues),
    excludeTags: excludeTags.map(withValues),
  }),

  /** Exactly these log groups, given as constructs or by name. They must exist when the stack is deployed. */
  logGroups: (...groups: readonly (ILogGroup | string)[]): ListedLogSource => ({
    type: 'log-groups',
    names: namesOf(groups),
  }),

  /** Flow logs of the VPCs that functions are attached to. Lets the evaluator look up whose an interface is. */
  flowLogs: ({ groups, format }: FlowLogSourceProps): ListedLogSource => ({
    type: 'flow-logs',
    names: namesOf(groups),
    ...(format === undefined ? {} : { format }),
  }),

  /** Query logs of the Route 53 Resolver. Lets the evaluator look up whose an address is. */
  resolverLogs: (...groups: readonly (ILogGroup | string)[]): ListedLogSource => ({
    type: 'resolver-logs',
    names: namesOf(groups),
  }),
} as const;

/** The name as the template has it. A group of Nightjar itself is known by the name it was given, and refused. */
const nameOf = (group: ILogGroup): string => {
  const { defaultChild } = group.node;
  const given = defaultChild instanceof CfnLogGroup ? defaultChild.logGroupName : undefined;
  if (given !== undefined && isOwnLogGroup(given)) {
    throw new Error(`sources must not name ${given}; Nightjar would read its own lines in a circle: remove it`);
  }
  return group.logGroupName;
};

const withValues = ({ key, values = [] }: LogSourceTag): TagFilter => ({ key, values });

const namesOf = (groups: readonly (ILogGroup | string)[]): readonly string[] =>
  groups.map((group) => (typeof group === 'string' ? group : nameOf(group)));

/** Columns of the flow logs that have a format of their own, by log group. */
export const flowFormatsOf = (sources: readonly LogSource[]): ReadonlyMap<string, FlowFields> =>
  new Map(
    sources.flatMap((source) => {
      const fields = source.type === 'flow-logs' ? flowFieldsOf(source.format ?? '') : undefined;
      return fields === undefined || source.type === 'lambda'
        ? []
        : source.names.map((name) => [name, fields] as const);
    }),
  );

/** The part of the sources that can be checked now: names that are known only at deployment are left out. */
export const checkableSources = (sources: readonly LogSource[]): readonly LogSource[] =>
  sources.flatMap((source): LogSource[] => {
    if (source.type === 'lambda') return [source];
    const names = source.names.filter((name) => !Token.isUnresolved(name));
    return names.length > 0 || source.names.length === 0 ? [{ ...source, names }] : [];
  });
