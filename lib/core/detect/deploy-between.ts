import type { Minute } from '../units.ts';
import type { FunctionState } from './function-state.ts';

/** Lambda's API names carry a date: `UpdateFunctionCode20150331v2`. */
const withoutApiDate = (action: string): string => action.replace(/\d{8}(v\d+)?$/, '');

/**
 * The latest deploy in [from, until): a version that ran for the first time, else a change that the audit trail
 * recorded; minute 0 stands for never. Functions that always run `$LATEST` show the latter only.
 */
export const deployBetween = ({ deploys, changes }: FunctionState, from: Minute, until: Minute): string | undefined => {
  const isWithin = (at: Minute): boolean => at > 0 && at >= from && at < until;
  if (isWithin(deploys.at)) return `version ${deploys.current}`;
  return isWithin(changes.at) ? withoutApiDate(changes.action) : undefined;
};
