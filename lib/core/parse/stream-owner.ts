import type { SkipReason } from '../decode/skip-reason.ts';

/** Whose lines a log stream holds, as far as the names of group and stream say. */
export type StreamOwner =
  | { readonly kind: 'function'; readonly name: string; readonly version: string | undefined }
  | { readonly kind: 'web-function'; readonly name: string }
  /** Known, and without invocations. */
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  /** Neither names a function: the content decides. */
  | { readonly kind: 'unknown' };

const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const GROUP_PREFIX = '/aws/lambda/';
const WEB_PREFIX = 'web/';
const CAPACITY_PROVIDER_PREFIX = 'capacity-provider/';
const INSIGHTS_GROUP = '/aws/lambda-insights';
/** Lambda@Edge writes to `/aws/lambda/<home region>.<name>` in the Region that served. */
const EDGE_NAME = /^[a-z]{2}(?:-[a-z]+){1,3}-\d\.([A-Za-z0-9_-]{1,64})$/;
/** `YYYY/MM/DD/`, a name in custom groups, `[version]`, then the environment's id, plain or in brackets. */
const STREAM =
  /^\d{4}\/\d\d\/\d\d\/[A-Za-z0-9_-]{0,64}\[(?:\$LATEST(?:\.PUBLISHED)?|\d{1,10})\]\[?[0-9A-Za-z-]{16,64}\]?$/;
const DATE_LENGTH = 11;
const LONGEST_STREAM = 512;

const SKIPPED_CAPACITY_PROVIDER = { kind: 'skipped', reason: 'capacity_provider' } as const;
const SKIPPED_INSIGHTS = { kind: 'skipped', reason: 'lambda_insights' } as const;
const SKIPPED_TWIN = { kind: 'skipped', reason: 'web_function_twin' } as const;

/**
 * Reads function and version from the names of log group and stream. A name in the stream wins over the group's, as
 * custom groups may be called anything.
 */
export const ownerOfStream = (logGroup: string, logStream: string): StreamOwner => {
  // Tested and cut, since what a match gives costs more than both.
  const isStream = logStream.length <= LONGEST_STREAM && STREAM.test(logStream);
  const bracket = logStream.indexOf('[');
  const version = isStream ? logStream.slice(bracket + 1, logStream.indexOf(']')) : undefined;
  const nameInStream = isStream ? logStream.slice(DATE_LENGTH, bracket) : '';
  if (nameInStream !== '') return { kind: 'function', name: nameInStream, version };
  if (logGroup === INSIGHTS_GROUP) return SKIPPED_INSIGHTS;
  if (!logGroup.startsWith(GROUP_PREFIX)) return { kind: 'unknown' };
  const rest = logGroup.slice(GROUP_PREFIX.length);
  if (FUNCTION_NAME.test(rest)) return { kind: 'function', name: rest, version };
  if (rest.startsWith(WEB_PREFIX)) return ownerOfWebGroup(rest.slice(WEB_PREFIX.length));
  if (rest.startsWith(CAPACITY_PROVIDER_PREFIX)) return SKIPPED_CAPACITY_PROVIDER;
  const edgeName = EDGE_NAME.exec(rest)?.[1];
  return edgeName === undefined ? { kind: 'unknown' } : { kind: 'function', name: edgeName, version };
};

const ownerOfWebGroup = (name: string): StreamOwner => {
  if (name.endsWith('.local')) return SKIPPED_TWIN;
  return FUNCTION_NAME.test(name) ? { kind: 'web-function', name } : { kind: 'unknown' };
};
