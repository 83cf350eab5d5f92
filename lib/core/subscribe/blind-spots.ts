import { firstThatFit } from '../pipeline/subscription-row.ts';
import type { LogGroup } from './log-groups.ts';

/** A refusal of CloudWatch Logs to take the filter. */
export type Refusal = 'filters-taken' | 'denied';

/**
 * Why a group is not seen. A closed set. `class`: of Infrequent Access or another class that takes no filter.
 * `delivery`: its lines go on to S3 or Firehose and are kept nowhere else.
 */
export type GroupBlindness = 'class' | 'delivery' | Refusal;

/**
 * Why a function is not seen, or not fully. `elsewhere`: it logs to a group that is not wanted, although its own would
 * be. `system-log-level`: WARN hides its START and REPORT lines.
 */
export type FunctionBlindness = GroupBlindness | 'elsewhere' | 'system-log-level';

export interface BlindSpot<Because extends string> {
  readonly name: string;
  readonly because: Because;
}

/** Blind spots of one kind: all of them counted, the first of them named. */
export interface BlindSpots<Because extends string> {
  readonly counts: Readonly<Record<Because, number>>;
  readonly named: readonly BlindSpot<Because>[];
}

/** Names that are kept; more than that are a policy, and a thousand names say so. */
export const MAX_NAMED = 1_000;

const NO_GROUPS: Readonly<Record<GroupBlindness, number>> = { class: 0, delivery: 0, 'filters-taken': 0, denied: 0 };
const NO_FUNCTIONS: Readonly<Record<FunctionBlindness, number>> = {
  ...NO_GROUPS,
  elsewhere: 0,
  'system-log-level': 0,
};

const gathered = <Because extends string>(
  none: Readonly<Record<Because, number>>,
  spots: readonly BlindSpot<Because>[],
): BlindSpots<Because> => {
  const counts: Record<Because, number> = { ...none };
  for (const { because } of spots) counts[because] += 1;
  return { counts, named: firstThatFit(spots.slice(0, MAX_NAMED), ({ name }) => name) };
};

export const totalOf = (spots: BlindSpots<string>): number =>
  Object.values(spots.counts).reduce((sum, count) => sum + count, 0);

/** By class alone; `undefined` for a group that takes filters. */
export const classBlindness = (logClass: string): GroupBlindness | undefined => {
  if (logClass === 'STANDARD') return undefined;
  return logClass === 'DELIVERY' ? 'delivery' : 'class';
};

export const blindGroups = (
  wanted: readonly LogGroup[],
  refused: ReadonlyMap<string, Refusal>,
): BlindSpots<GroupBlindness> =>
  gathered(
    NO_GROUPS,
    wanted.flatMap(({ name, logClass }) => spotOf(name, classBlindness(logClass) ?? refused.get(name))),
  );

/** A function and where its lines go. */
export interface LoggingFunction {
  readonly name: string;
  readonly logGroup: string;
  readonly systemLogLevel: string;
}

/** The group that Lambda logs to unless told otherwise. */
export const defaultGroupOf = (functionName: string): string => `/aws/lambda/${functionName}`;

export const blindFunctions = (
  functions: readonly LoggingFunction[],
  wanted: readonly LogGroup[],
  isWanted: (logGroup: string) => boolean,
  refused: ReadonlyMap<string, Refusal>,
): BlindSpots<FunctionBlindness> => {
  const classes = new Map(wanted.map(({ name, logClass }) => [name, logClass]));
  const because = ({ name, logGroup, systemLogLevel }: LoggingFunction): FunctionBlindness | undefined => {
    if (!isWanted(logGroup)) return isWanted(defaultGroupOf(name)) ? 'elsewhere' : undefined;
    const logClass = classes.get(logGroup);
    if (logClass === undefined) return undefined; // has not logged yet
    const group = classBlindness(logClass) ?? refused.get(logGroup);
    return group ?? (systemLogLevel === 'WARN' ? 'system-log-level' : undefined);
  };
  return gathered(
    NO_FUNCTIONS,
    functions.flatMap((one) => spotOf(one.name, because(one))),
  );
};

const spotOf = <Because extends string>(name: string, because: Because | undefined): BlindSpot<Because>[] =>
  because === undefined ? [] : [{ name, because }];
