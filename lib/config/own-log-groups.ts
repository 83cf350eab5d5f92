/**
 * Every log group that Nightjar makes for itself begins with this, in every installation. It lies outside
 * `/aws/lambda/`, so that two installations in one account do not read each other either.
 */
export const OWN_LOG_GROUP_PREFIX = '/nightjar/';

/** Whether a subscription of this group would feed Nightjar its own lines. */
export const isOwnLogGroup = (logGroup: string, ownPrefixes: readonly string[] = [OWN_LOG_GROUP_PREFIX]): boolean =>
  ownPrefixes.some((prefix) => logGroup.startsWith(prefix));
