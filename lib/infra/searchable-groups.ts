import { Token } from 'aws-cdk-lib';
import type { LogSource } from './log-source.ts';

/** The group that Lambda gives a function by itself: the only one whose name follows from the function's. */
const LAMBDA_PREFIX = '/aws/lambda/';
/** A role's policies hold 10 KB. */
const MOST_PATTERNS = 40;

/**
 * Patterns of the subscribed groups in which lines for alerts are looked for; none where they are too many to be named,
 * or known only at deployment.
 */
export const searchableGroups = (sources: readonly LogSource[]): string[] => {
  const patterns = new Set<string>();
  for (const source of sources) {
    if (source.type === 'lambda') {
      if (source.prefix.startsWith(LAMBDA_PREFIX) || LAMBDA_PREFIX.startsWith(source.prefix)) {
        patterns.add(`${source.prefix.length > LAMBDA_PREFIX.length ? source.prefix : LAMBDA_PREFIX}*`);
      }
    } else if (source.type === 'log-groups' && !Token.isUnresolved(source.names)) {
      const names = source.names.filter((name) => !Token.isUnresolved(name) && name.startsWith(LAMBDA_PREFIX));
      for (const name of names) patterns.add(name).add(`${name}:*`); // IAM is asked with either
    }
  }
  return patterns.size > MOST_PATTERNS ? [] : [...patterns];
};
