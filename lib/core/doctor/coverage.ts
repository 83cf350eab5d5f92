import type { FunctionFact } from './account-reader.ts';

/** Why a function is not seen, or not fully. A closed set. */
export type Blindness = 'log-class' | 'filters-taken' | 'not-subscribed' | 'system-log-level';

/** `idle`: has no log group yet, so there is nothing to see. `unchecked`: there was no time to look. */
export type Coverage =
  | { readonly function: string; readonly state: 'watched' | 'idle' | 'unchecked' }
  | { readonly function: string; readonly state: 'blind'; readonly because: Blindness };

export interface GroupFact {
  /** Absent when the group does not exist. */
  readonly logClass?: string;
  /** Absent when nobody looked. */
  readonly filters?: readonly string[];
}

/** CloudWatch Logs' fixed number of filters for each group. */
const MAX_FILTERS = 2;

/** Whether Nightjar sees a function, given the group it logs to. */
export const coverageOf = (one: FunctionFact, group: GroupFact, filterName: string): Coverage => {
  const blind = (because: Blindness): Coverage => ({ function: one.name, state: 'blind', because });
  if (group.logClass === undefined) return { function: one.name, state: 'idle' };
  if (group.logClass !== 'STANDARD') return blind('log-class');
  if (group.filters === undefined) return { function: one.name, state: 'unchecked' };
  if (!group.filters.includes(filterName)) {
    return blind(group.filters.length >= MAX_FILTERS ? 'filters-taken' : 'not-subscribed');
  }
  return one.systemLogLevel === 'WARN' ? blind('system-log-level') : { function: one.name, state: 'watched' };
};

/** What each reason means, and what to do. */
export const BLINDNESS_TEXT: Readonly<Record<Blindness, string>> = {
  'log-class':
    'its log group takes no subscriptions, or its logs go to S3 or Firehose; log to a group of class Standard',
  'filters-taken': 'both subscription filters of its log group are taken by others; remove one',
  'not-subscribed': 'its log group has no filter of this installation; see sources, and the log of subscribe',
  'system-log-level': 'system log level WARN hides its START and REPORT lines; set it to INFO',
};
