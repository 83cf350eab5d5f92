import { isNamed, type LogGroupSelection, tagQueries } from '../log-group-selection.ts';
import { defaultGroupOf } from '../subscribe/blind-spots.ts';
import type { SubscriptionStatus } from '../subscribe/subscription-status.ts';
import type { FunctionFact } from './account-reader.ts';
import type { Finding } from './finding.ts';

/** Why a function is not seen, or not fully. A closed set. */
export type Blindness = 'log-class' | 'filters-taken' | 'denied' | 'not-subscribed' | 'elsewhere' | 'system-log-level';

/**
 * `idle`: has no log group yet, so there is nothing to see. `unwanted`: the sources do not ask for it. `unchecked`: there
 * was no time to look.
 */
export type Coverage =
  | { readonly function: string; readonly state: 'watched' | 'idle' | 'unwanted' | 'unchecked' }
  | { readonly function: string; readonly state: 'blind'; readonly because: Blindness };

export interface GroupFact {
  /** Absent when the group does not exist. */
  readonly logClass?: string;
  /** Absent when nobody looked. */
  readonly filters?: readonly string[];
}

/** What the installation says of itself. */
export interface Wanted {
  /** Absent where nobody said what is wanted. */
  readonly selection?: LogGroupSelection;
  /** Groups that CloudFormation has listed, and no others, get filters. */
  readonly isListed?: true;
  /** Groups that refused the filter, by name. */
  readonly refused: ReadonlyMap<string, 'filters-taken' | 'denied'>;
  /** Whether every wanted group that is not refused has its filter. */
  readonly isReached: boolean;
}

export const UNTOLD: Wanted = { refused: new Map(), isReached: false };

/** What the newest run of subscribe left; where no run ever did, groups are listed in the template. */
export const wantedOf = (status: SubscriptionStatus | undefined): Wanted => {
  if (status === undefined) return { isListed: true, refused: new Map(), isReached: false };
  const { selection, left, isRepeat, groups } = status;
  const refusals = groups.named.flatMap(({ name, because }) =>
    because === 'filters-taken' || because === 'denied' ? [[name, because] as const] : [],
  );
  return {
    ...(selection && { selection }),
    refused: new Map(refusals),
    isReached:
      (left === 0 || isRepeat === true) &&
      refusals.length === groups.counts['filters-taken'] + groups.counts.denied &&
      status.halted === undefined,
  };
};

/** CloudWatch Logs' fixed number of filters for each group. */
const MAX_FILTERS = 2;

/** Whether Nightjar sees a function, given the group it logs to. */
export const coverageOf = (one: FunctionFact, group: GroupFact, filterName: string, wanted: Wanted): Coverage => {
  const blind = (because: Blindness): Coverage => ({ function: one.name, state: 'blind', because });
  const inState = (state: 'watched' | 'idle' | 'unwanted' | 'unchecked'): Coverage => ({ function: one.name, state });
  const seen = () => (one.systemLogLevel === 'WARN' ? blind('system-log-level') : inState('watched'));
  if (group.filters?.includes(filterName) === true) return seen();
  const { selection, refused } = wanted;
  if (selection !== undefined && !isNamed(one.logGroup, selection)) {
    return isNamed(defaultGroupOf(one.name), selection) ? blind('elsewhere') : inState('unwanted');
  }
  if (group.logClass === undefined) return inState('idle');
  if (group.logClass !== 'STANDARD') return wanted.isListed ? inState('unwanted') : blind('log-class');
  const refusal = refused.get(one.logGroup);
  if (refusal !== undefined) return blind(refusal);
  if (group.filters === undefined) return wanted.isReached && !isByTag(selection) ? seen() : inState('unchecked');
  if (wanted.isListed || (wanted.isReached && isByTag(selection))) return inState('unwanted');
  return blind(group.filters.length >= MAX_FILTERS ? 'filters-taken' : 'not-subscribed');
};

/** By its name alone nobody can say whether such a selection takes a group. */
const isByTag = (selection: LogGroupSelection | undefined): boolean =>
  selection !== undefined && tagQueries(selection).length > 0;

export const coverageFinding = (functions: readonly Coverage[]): Finding => {
  const count = (state: Coverage['state']) => functions.filter((one) => one.state === state).length;
  const [watched, blind, unchecked, idle] = [count('watched'), count('blind'), count('unchecked'), count('idle')];
  const says = `of ${functions.length} functions ${watched} are watched, ${idle} have not logged yet, ${count('unwanted')} are not asked for, ${blind} are blind, ${unchecked} were not looked at`;
  if (blind > 0) return { check: 'coverage', verdict: 'wrong', says };
  const isEmpty = watched === 0 && functions.length > idle;
  return { check: 'coverage', verdict: unchecked > 0 || isEmpty ? 'warning' : 'fine', says };
};

/** What each reason means, and what to do. */
export const BLINDNESS_TEXT: Readonly<Record<Blindness, string>> = {
  'log-class':
    'its log group takes no subscriptions, or its logs go to S3 or Firehose; log to a group of class Standard',
  'filters-taken': 'both subscription filters of its log group are taken by others; remove one',
  denied: 'a policy of the organisation forbids the filter on its log group; see the log of subscribe',
  'not-subscribed': 'its log group has no filter of this installation; see sources, and the log of subscribe',
  elsewhere: 'it logs to a group that the sources do not take; add that group to the sources',
  'system-log-level': 'system log level WARN hides its START and REPORT lines; set it to INFO',
};
