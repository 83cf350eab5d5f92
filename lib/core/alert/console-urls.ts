import type { EpochMs } from '../units.ts';
import { isoOf } from '../units.ts';

const CONSOLE_DOMAINS: readonly { readonly regionPrefix: string; readonly domain: string }[] = [
  { regionPrefix: 'cn-', domain: 'console.amazonaws.cn' },
  { regionPrefix: 'us-gov-', domain: 'console.amazonaws-us-gov.com' },
];

/** Region names are the only part of a link's host; anything else than a Region's shape gives no link. */
const REGION = /^[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}$/;

/** True where console links can be made: files that do not say their Region have none. */
export const hasConsole = (region: string): boolean => REGION.test(region);

/** Names as CloudWatch Logs allows them. Anything else was made up by a log or a file: it gets no link. */
const LOG_GROUP = /^[A-Za-z0-9_./#-]{1,512}$/;

export const isLogGroup = (name: string): boolean => LOG_GROUP.test(name);

const originOf = (region: string): string => {
  const { domain } = CONSOLE_DOMAINS.find(({ regionPrefix }) => region.startsWith(regionPrefix)) ?? {
    domain: 'console.aws.amazon.com',
  };
  return `https://${region}.${domain}`;
};

/** Percent-encodes all but letters, digits and `_ . -`, so that no sign of the fragment's own grammar survives. */
const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Fragments of the CloudWatch console are percent-encoded twice, with `$` for `%`: `/` becomes `$252F`. */
const encodeForFragment = (text: string): string => encodeStrictly(encodeStrictly(text)).replaceAll('%', '$');

/** A string inside `queryDetail`: `'` before it, and `*2f` for what is not a letter, digit or `_ . -`. */
const queryText = (text: string): string =>
  `'${encodeStrictly(text).replace(/%([0-9A-F]{2})/g, (_, hex: string) => `*${hex.toLowerCase()}`)}`;

const encodeQueryDetail = (detail: string): string =>
  `$3FqueryDetail$3D${detail.replace(/[~()']/g, (sign) => `$25${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

export interface InsightsQuery {
  readonly region: string;
  readonly logGroups: readonly string[];
  readonly query: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * Logs Insights with query, log groups and time range filled in. The format is the one that the console itself writes
 * into its address bar; it is not documented by AWS.
 */
export const insightsUrl = ({ region, logGroups, query, from, until }: InsightsQuery): string => {
  const detail =
    `~(end~${queryText(isoOf(until))}~start~${queryText(isoOf(from))}~timeType~'ABSOLUTE~tz~'UTC` +
    `~editorString~${queryText(query)}~source~(${logGroups.map((group) => `~${queryText(group)}`).join('')}))`;
  return `${originOf(region)}/cloudwatch/home?region=${region}#logsV2:logs-insights${encodeQueryDetail(detail)}`;
};

export const logGroupUrl = (region: string, logGroup: string): string =>
  `${originOf(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeForFragment(logGroup)}`;

export const functionUrl = (region: string, name: string): string =>
  `${originOf(region)}/lambda/home?region=${region}#/functions/${encodeStrictly(name)}?tab=monitoring`;

const LOG_STREAM = /^[A-Za-z0-9_./[\]$-]{1,512}$/;

export const isLogStream = (name: string): boolean => LOG_STREAM.test(name);

export const logStreamUrl = (region: string, logGroup: string, logStream: string): string =>
  `${logGroupUrl(region, logGroup)}/log-events/${encodeForFragment(logStream)}`;

/** The page of a dashboard; `undefined` outside the console's Regions. */
export const dashboardUrl = (region: string, name: string): string | undefined =>
  hasConsole(region)
    ? `${originOf(region)}/cloudwatch/home?region=${region}#dashboards/dashboard/${encodeStrictly(name)}`
    : undefined;

/** The page of a CloudWatch alarm; `undefined` outside the console's Regions. */
export const alarmUrl = (region: string, name: string): string | undefined =>
  hasConsole(region)
    ? `${originOf(region)}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeStrictly(name)}`
    : undefined;
