import { Token } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CONFIG_DEFAULTS } from '../config/defaults.ts';

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
}

/** What Nightjar watches. Made by {@link LogSource.lambda} or {@link LogSource.logGroups}. */
export type LogSource = PrefixLogSource | ListedLogSource;

/** Every group below a prefix, those created later included. */
export interface PrefixLogSource {
  readonly type: 'lambda';
  readonly prefix: string;
  readonly exclude: readonly string[];
}

/** Exactly these groups; a name may be known only at deployment. */
export interface ListedLogSource {
  readonly type: 'log-groups';
  readonly names: readonly string[];
}

export const LogSource = {
  /** Every Lambda log group of the account and Region below a prefix, those created later included. */
  lambda: ({ prefix, exclude = [] }: LambdaLogSourceProps = {}): PrefixLogSource => ({
    type: 'lambda',
    prefix: prefix ?? CONFIG_DEFAULTS.sources[0].prefix,
    exclude,
  }),

  /** Exactly these log groups, given as constructs or by name. They must exist when the stack is deployed. */
  logGroups: (...groups: readonly (ILogGroup | string)[]): ListedLogSource => ({
    type: 'log-groups',
    names: groups.map((group) => (typeof group === 'string' ? group : group.logGroupName)),
  }),
} as const;

/** The part of the sources that can be checked now: names that are known only at deployment are left out. */
export const checkableSources = (sources: readonly LogSource[]): readonly LogSource[] =>
  sources.flatMap((source): LogSource[] => {
    if (source.type === 'lambda') return [source];
    const names = source.names.filter((name) => !Token.isUnresolved(name));
    return names.length > 0 || source.names.length === 0 ? [{ ...source, names }] : [];
  });
