/**
 * Every log group that Nightjar makes for itself begins with this, in every installation. It lies outside
 * `/aws/lambda/`, so that two installations in one account do not read each other either.
 */
export const OWN_LOG_GROUP_PREFIX = '/nightjar/';

/** The group of one of Nightjar's functions. */
export const ownLogGroup = (installation: string, handler: string): string =>
  `${OWN_LOG_GROUP_PREFIX}${installation}/${handler}`;

/** Whether a subscription of this group would feed Nightjar its own lines. No configuration lifts this. */
export const isOwnLogGroup = (logGroup: string): boolean => logGroup.startsWith(OWN_LOG_GROUP_PREFIX);
